<?php

/** The decrypted payload of a launch, or null. $body is php://input, $secrets those of its tenant and integration. */
function readLaunch(string $body, array $secrets): ?array
{
    parse_str($body, $form);
    foreach (['payload', 'tenant_id', 'integration_id'] as $name) {
        if (!is_string($form[$name] ?? null) || preg_match_all("/(?:\A|&)$name=/", $body) !== 1) {
            return null;
        }
    }
    if (strlen($form['payload']) > 65536) {
        return null;
    }
    foreach ($secrets as $secret) {
        $json = decryptToken($form['payload'], hash('sha256', $secret, true));
        $data = $json === null ? null : json_decode($json, true);
        if (is_array($data)) {
            $isSame = fn (string $name) => is_scalar($data[$name] ?? null) && (string) $data[$name] === $form[$name];
            return $isSame('tenant_id') && $isSame('integration_id') ? $data : null;
        }
    }
    return null;
}

function decryptToken(string $token, string $key): ?string
{
    $parts = explode('.', $token);
    if (count($parts) !== 5) {
        return null;
    }
    $header = json_decode((string) decodeUrlSafe($parts[0]), true);
    if (!is_array($header) || ($header['alg'] ?? '') !== 'A256GCMKW' || ($header['enc'] ?? '') !== 'A256GCM') {
        return null;
    }
    if (isset($header['zip']) || isset($header['crit'])) {
        return null;
    }
    [$keyIv, $keyTag] = [decodeUrlSafe($header['iv'] ?? null, 12), decodeUrlSafe($header['tag'] ?? null, 16)];
    [$wrapped, $iv] = [decodeUrlSafe($parts[1], 32), decodeUrlSafe($parts[2], 12)];
    [$content, $tag] = [decodeUrlSafe($parts[3]), decodeUrlSafe($parts[4], 16)];
    // openssl_decrypt takes a shorter tag as it is, so the sizes are checked above.
    if (in_array(null, [$keyIv, $keyTag, $wrapped, $iv, $content, $tag], true)) {
        return null;
    }
    $contentKey = openssl_decrypt($wrapped, 'aes-256-gcm', $key, OPENSSL_RAW_DATA, $keyIv, $keyTag);
    if ($contentKey === false) {
        return null;
    }
    $plain = openssl_decrypt($content, 'aes-256-gcm', $contentKey, OPENSSL_RAW_DATA, $iv, $tag, $parts[0]);
    return $plain === false ? null : $plain;
}

function decodeUrlSafe(mixed $text, ?int $size = null): ?string
{
    $bytes = is_string($text) ? base64_decode(strtr($text, '-_', '+/'), true) : false;
    return $bytes === false || ($size !== null && strlen($bytes) !== $size) ? null : $bytes;
}

// From the command line: php verify.php < body, with SECRETS (one per line) in the environment.
if (PHP_SAPI === 'cli' && realpath($argv[0]) === __FILE__) {
    $data = readLaunch(stream_get_contents(STDIN), array_filter(explode("\n", getenv('SECRETS') ?: '')));
    echo $data === null ? 'refused' : json_encode($data), "\n";
    exit($data === null ? 1 : 0);
}
