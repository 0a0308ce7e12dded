<?php

/** What the CRM shows in the frame: put your own page here. POST and DELETE are postbacks. */
function answer(string $method, string $url, string $body, array $secrets, ?string $route): array
{
    if ($method !== 'GET') {
        return answerPostback($method, $secrets);
    }
    $data = readLaunch($url, $secrets, time());
    // The mode that the widget is registered with: {{mode}}. Without encryption only location and time are signed.
    if ($data === null || (isset($data['user_id']) ? 'encrypted' : 'plain') !== '{{mode}}') {
        return refuse();
    }
    unset($data['access-token']);
    $contact = say([$data['contact_id'] ?? null], '');
    return showPage($contact === '' ? "Location {$data['location_id']}" : "Contact $contact", $data);
}

/** A location or user was registered (POST) or unregistered (DELETE). The URL names it: look it up before you act on it. */
function answerPostback(string $method, array $secrets): array
{
    $names = ['HTTP_WEBHOOK_ID', 'HTTP_WEBHOOK_TIMESTAMP', 'HTTP_WEBHOOK_SIGNATURE'];
    $signed = array_map(fn (string $name) => $_SERVER[$name] ?? '', $names);
    if (!in_array($method, ['POST', 'DELETE'], true) || !isPostback(...$signed, secrets: $secrets, now: time())) {
        return writeJson(403, ['error' => 'The signature does not fit, or is too old.']);
    }
    return writeJson(200, ['status' => $method === 'POST' ? 'registered' : 'unregistered']);
}
