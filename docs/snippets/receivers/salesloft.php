<?php

/**
 * What the CRM shows in the frame: put your own page here. $route is the slot. Each team has a secret: with more than a few teams,
 * find it by the tenant_id of the form.
 */
function answer(string $method, string $url, string $body, array $secrets, ?string $route): array
{
    $data = $method === 'POST' && $route !== null ? readLaunch($body, $secrets) : null;
    if ($data === null) {
        return refuse();
    }
    $name = $data['person']['display_name'] ?? $data['account']['name'] ?? null;
    return showPage(say([$name], 'Nobody is selected'), ['slot' => $route] + $data);
}
