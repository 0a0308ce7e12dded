<?php

/**
 * The body of a call, or null. $body is php://input as it is, before any JSON parser. $signatures and $timestamp are the values
 * of x-showpad-signature-v1 and x-showpad-signature-timestamp. $secrets holds every live secret, $now is in Unix seconds.
 */
function readCall(string $body, string $signatures, string $timestamp, array $secrets, int $now): ?array
{
    if (!preg_match('/\A[0-9]{10}\z/', $timestamp)) {
        return null;
    }
    $age = $now - (int) $timestamp;
    $given = array_map('trim', explode(',', $signatures));
    if ($age > 300 || $age < -60 || count($given) > 10) {
        return null;
    }
    $isSigned = false;
    foreach ($secrets as $secret) {
        $expected = base64_encode(hash_hmac('sha256', "$body.$timestamp", $secret, true));
        foreach ($given as $signature) {
            $isSigned = hash_equals($expected, $signature) || $isSigned;
        }
    }
    $data = $isSigned ? json_decode($body, true) : null;
    return is_array($data) && is_array($data['showpadInfo'] ?? null) ? $data : null;
}

// From the command line: php verify.php SIGNATURES TIMESTAMP < body,
// with SECRETS (one per line) and NOW (Unix seconds) in the environment.
if (PHP_SAPI === 'cli' && realpath($argv[0]) === __FILE__) {
    $secrets = array_filter(explode("\n", getenv('SECRETS') ?: ''));
    $body = stream_get_contents(STDIN);
    $data = readCall($body, $argv[1] ?? '', $argv[2] ?? '', $secrets, (int) (getenv('NOW') ?: time()));
    echo $data === null ? 'refused' : json_encode($data), "\n";
    exit($data === null ? 1 : 0);
}
