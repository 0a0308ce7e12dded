<?php

/** The signed context of a launch, or null. $secrets holds every live secret, $now is in Unix seconds. */
function readLaunch(string $url, array $secrets, float $now): ?array
{
    // PHP's own $_GET silently uses the last of several parameters with one name, so this counts the pairs.
    $values = ['context' => [], 'signature' => []];
    foreach (explode('&', explode('#', explode('?', $url, 2)[1] ?? '', 2)[0]) as $pair) {
        [$name, $value] = array_map('urldecode', explode('=', $pair, 2) + [1 => '']);
        if (isset($values[$name])) {
            $values[$name][] = $value;
        }
    }
    if (count($values['context']) !== 1 || count($values['signature']) !== 1) {
        return null;
    }
    [[$context], [$signature]] = [$values['context'], $values['signature']];
    $isSigned = false;
    foreach ($secrets as $secret) {
        $isSigned = hash_equals(hash_hmac('sha256', $context, $secret), $signature) || $isSigned;
    }
    $json = $isSigned ? base64_decode(strtr(rtrim($context, '='), '-_', '+/'), true) : false;
    $data = $json === false ? null : json_decode($json, true);
    if (!is_array($data) || empty($data['team']) || empty($data['user']) || empty($data['person']) === empty($data['company'])) {
        return null;
    }
    $timestamp = $data['timestamp'] ?? null;
    if (!is_string($timestamp) || !preg_match('/\A(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(\.\d+)?Z\z/', $timestamp, $parts)) {
        return null;
    }
    $seconds = strtotime($parts[1] . 'Z');
    $age = $seconds === false ? INF : $now - ($seconds + (float) ($parts[2] ?? 0));
    return $age <= 300 && $age >= -60 ? $data : null;
}

// From the command line: php verify.php URL, with SECRETS (one per line) and NOW (Unix seconds) in the environment.
if (PHP_SAPI === 'cli' && realpath($argv[0]) === __FILE__) {
    $secrets = array_filter(explode("\n", getenv('SECRETS') ?: ''));
    $data = readLaunch($argv[1] ?? '', $secrets, (float) (getenv('NOW') ?: microtime(true)));
    echo $data === null ? 'refused' : json_encode($data), "\n";
    exit($data === null ? 1 : 0);
}
