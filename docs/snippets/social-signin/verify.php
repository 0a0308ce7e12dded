<?php

/** The signed parameters of a request, or null. $secrets holds every live secret, $now is in Unix seconds. */
function readRequest(string $url, array $secrets, int $now): ?array
{
    parse_str(explode('#', explode('?', $url, 2)[1] ?? '', 2)[0], $parameters);
    [$signature, $expires] = [$parameters['sig'] ?? null, $parameters['expires'] ?? null];
    if (!is_string($signature) || !is_string($expires) || !preg_match('/\A[0-9]{1,10}\z/', $expires)) {
        return null;
    }
    unset($parameters['sig']);
    // Without the third argument, arg_separator.output decides, and some hosts have &amp; there.
    $signed = http_build_query($parameters, '', '&');
    $isSigned = false;
    foreach ($secrets as $secret) {
        $expected = hash_hmac('sha256', $signed, $secret);
        $isSigned = hash_equals($expected, $signature) || $isSigned;
    }
    return $isSigned && $now <= (int) $expires ? $parameters : null;
}

// From the command line: php verify.php URL, with SECRETS (one per line) and NOW (Unix seconds) in the environment.
if (PHP_SAPI === 'cli' && realpath($argv[0]) === __FILE__) {
    $secrets = array_filter(explode("\n", getenv('SECRETS') ?: ''));
    $data = readRequest($argv[1] ?? '', $secrets, (int) (getenv('NOW') ?: time()));
    echo $data === null ? 'refused' : json_encode($data), "\n";
    exit($data === null ? 1 : 0);
}
