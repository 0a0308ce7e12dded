<?php

/**
 * What a launch proves, or null: the decrypted object, or from a plain URL only location and timestamp. The rest of the URL is a
 * hint without a signature. Look up decrypted ids in your own data only: the encryption has no MAC.
 * $secrets holds every live secret, $now is in Unix seconds.
 */
function readLaunch(string $url, array $secrets, int $now): ?array
{
    $query = explode('#', explode('?', $url, 2)[1] ?? '', 2)[0];
    parse_str($query, $values);
    if (isset($values['data']) === isset($values['hmac'])) {
        return null;
    }
    foreach (isset($values['data']) ? ['data'] : ['location_id', 'timestamp', 'hmac'] as $name) {
        if (!is_string($values[$name] ?? null) || preg_match_all("/(?:\A|&)$name=/", $query) !== 1) {
            return null;
        }
    }
    if (!isset($values['data'])) {
        return readPlain($values['location_id'], $values['timestamp'], $values['hmac'], $secrets, $now);
    }
    foreach ($secrets as $secret) {
        $data = decryptData($values['data'], $secret);
        if ($data !== null) {
            return $data;
        }
    }
    return null;
}

function readPlain(string $location, string $timestamp, string $hmac, array $secrets, int $now): ?array
{
    // The signed text has no separator, so both parts have a strict format.
    if (!preg_match('/\A[A-Za-z0-9_-]{1,64}\z/', $location) || !preg_match('/\A[0-9]{10}\z/', $timestamp)) {
        return null;
    }
    $isSigned = false;
    foreach ($secrets as $secret) {
        $isSigned = hash_equals(hash_hmac('sha256', $location . $timestamp, $secret), $hmac) || $isSigned;
    }
    $age = $now - (int) $timestamp;
    return $isSigned && $age <= 300 && $age >= -60 ? ['location_id' => $location, 'timestamp' => $timestamp] : null;
}

function decryptData(string $text, string $secret): ?array
{
    $bytes = base64_decode($text, true);
    if ($bytes === false || base64_encode($bytes) !== $text || substr($bytes, 0, 8) !== 'Salted__') {
        return null;
    }
    for ($derived = $digest = ''; strlen($derived) < 48; $derived .= $digest) {
        $digest = md5($digest . $secret . substr($bytes, 8, 8), true);
    }
    [$key, $iv] = [substr($derived, 0, 32), substr($derived, 32, 16)];
    $json = openssl_decrypt(substr($bytes, 16), 'aes-256-cbc', $key, OPENSSL_RAW_DATA, $iv);
    $data = $json === false ? null : json_decode($json, true);
    return is_array($data) && is_string($data['location_id'] ?? null) && is_string($data['user_id'] ?? null) ? $data : null;
}

/** Whether a postback was signed, by its headers webhook-id, webhook-timestamp and webhook-signature. Its URL is a hint. */
function isPostback(string $id, string $timestamp, string $signatures, array $secrets, int $now): bool
{
    if (!preg_match('/\A[0-9]{10}\z/', $timestamp) || abs($now - (int) $timestamp) > 300) {
        return false;
    }
    $isSigned = false;
    foreach ($secrets as $secret) {
        $expected = 'v1,' . base64_encode(hash_hmac('sha256', "$id.$timestamp.", $secret, true));
        foreach (array_slice(explode(' ', $signatures), 0, 10) as $signature) {
            $isSigned = hash_equals($expected, $signature) || $isSigned;
        }
    }
    return $isSigned;
}

// From the command line: php verify.php URL, with SECRETS (one per line) and NOW (Unix seconds) in the environment.
if (PHP_SAPI === 'cli' && realpath($argv[0]) === __FILE__) {
    $secrets = array_filter(explode("\n", getenv('SECRETS') ?: ''));
    $data = readLaunch($argv[1] ?? '', $secrets, (int) (getenv('NOW') ?: time()));
    echo $data === null ? 'refused' : json_encode($data), "\n";
    exit($data === null ? 1 : 0);
}
