<?php

/** What the CRM shows in the frame: put your own page here. */
function answer(string $method, string $url, string $body, array $secrets, ?string $route): array
{
    $data = $method === 'GET' && $route !== null ? readLaunch($url, $secrets, microtime(true)) : null;
    if ($data === null) {
        return refuse();
    }
    $record = $data['person'] ?? $data['company'];
    $names = [$record['firstName'] ?? null, $record['lastName'] ?? null, $record['name'] ?? null];
    return showPage(say($names, 'Without a name'), $data);
}
