<?php
// Tokens for your pages: php -S 127.0.0.1:4100 token.php, with FRAMEGATE_PORTAL and FRAMEGATE_KEY in the environment.
declare(strict_types=1);

// Replace this by the sessions of your CRM: who is signed in, by the cookie of this request.
const SESSIONS = ['a-session' => ['id' => 'user-204', 'email' => 'rob.ito@crm.example', 'name' => 'Rob Ito']];

function read_user(): ?array
{
    $session = $_COOKIE['session'] ?? '';
    return is_string($session) ? SESSIONS[$session] ?? null : null;
}

function start_session_of(array $user): ?string
{
    $answer = @file_get_contents(getenv('FRAMEGATE_PORTAL') . '/api/v1/embed-sessions', false, stream_context_create([
        'http' => [
            'method' => 'POST',
            'header' => ['Authorization: Bearer ' . getenv('FRAMEGATE_KEY'), 'Content-Type: application/json'],
            'content' => json_encode(['user' => $user], JSON_THROW_ON_ERROR),
            'timeout' => 10,
            'ignore_errors' => true,
        ],
    ]));
    $body = json_decode($answer ?: '', true);
    if (!isset($body['token'])) {
        error_log('The portal gave no token: ' . ($answer ?: 'it did not answer'));
    }
    return $body['token'] ?? null;
}

function answer(int $status, string $text): never
{
    http_response_code($status);
    header('Content-Type: text/plain');
    header('Cache-Control: no-store');
    exit($text);
}

if ($_SERVER['REQUEST_METHOD'] !== 'POST' || $_SERVER['REQUEST_URI'] !== '/framegate-token') {
    answer(404, 'Not found');
}
if (($_SERVER['HTTP_SEC_FETCH_SITE'] ?? 'same-origin') !== 'same-origin') {
    answer(403, 'Not from here');
}
$user = read_user();
if ($user === null) {
    answer(401, 'Sign in first');
}
$token = start_session_of($user);
$token === null ? answer(502, 'The portal gave no token') : answer(200, $token);
