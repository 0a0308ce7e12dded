<?php

const PEOPLE = [
    ['id' => '7', 'name' => 'Jordan Sample'],
    ['id' => '8', 'name' => 'Zoë Doe'],
];

/** What the CRM shows in the frame, and what it finds: put your own people here. */
function answer(string $method, string $url, string $body, array $secrets, ?string $route): array
{
    $data = $method === 'GET' && $route !== null ? readRequest($url, $secrets, time()) : null;
    if ($route === 'search') {
        return search($data);
    }
    if ($data === null) {
        return refuse();
    }
    $id = $data['id'] ?? '';
    foreach (PEOPLE as $person) {
        if ($person['id'] === $id) {
            return showPage($person['name'], $person);
        }
    }
    return showPage('This record is not linked yet', ['id' => $id]);
}

function search(?array $data): array
{
    if ($data === null) {
        return writeJson(403, ['status' => 'error', 'error' => 'The signature does not fit, or has expired.']);
    }
    $query = trim(is_string($data['q'] ?? null) ? $data['q'] : '');
    $isFound = fn (array $person) => $query !== '' && stripos($person['name'], $query) !== false;
    return writeJson(200, ['results' => array_values(array_filter(PEOPLE, $isFound))]);
}
