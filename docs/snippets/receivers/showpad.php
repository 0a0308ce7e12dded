<?php

const PEOPLE = [
    ['id' => '7', 'name' => 'Jordan Sample', 'email' => 'jordan@example.com', 'company' => 'Sample Ltd', 'type' => 'contact'],
    ['id' => '8', 'name' => 'Zoë Doe', 'email' => 'zoe@example.com', 'company' => 'Doe & Co', 'type' => 'contact'],
];

/** The CRM's server calls this: return your own people, and store the activities. */
function answer(string $method, string $url, string $body, array $secrets, ?string $route): array
{
    $signatures = $_SERVER['HTTP_X_SHOWPAD_SIGNATURE_V1'] ?? '';
    $timestamp = $_SERVER['HTTP_X_SHOWPAD_SIGNATURE_TIMESTAMP'] ?? '';
    $isCall = $method === 'POST' && $route !== null;
    $data = $isCall ? readCall($body, $signatures, $timestamp, $secrets, time()) : null;
    if ($data === null) {
        return writeJson(403, ['errorMessage' => 'The signature does not fit, or is too old.']);
    }
    return $route === 'activities' ? logActivity($body, $timestamp) : findRecipients($data);
}

function findRecipients(array $data): array
{
    $query = trim(is_string($data['query'] ?? null) ? $data['query'] : '');
    $isFound = fn (array $person) => $query !== '' && stripos("{$person['name']} {$person['email']}", $query) !== false;
    return writeJson(200, ['recipients' => array_values(array_filter(PEOPLE, $isFound))]);
}

function logActivity(string $body, string $timestamp): array
{
    // A repeated call has the same id: store it, and log each activity once.
    return writeJson(201, ['id' => hash('sha256', $body . $timestamp)]);
}
