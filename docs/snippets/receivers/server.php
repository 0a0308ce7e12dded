<?php

const CRM_ORIGIN = '{{origin}}';
const ROUTES = [
    {{routes}}
];

{{answer}}

{{verify}}

/** Shows the verified content as a list. Every value comes from a stranger: escape it wherever you write it. */
function showPage(string $title, array $data): array
{
    $items = '';
    foreach (listValues($data) as [$name, $value]) {
        $items .= '<dt>' . escape($name) . '</dt><dd>' . escape($value) . '</dd>';
    }
    return writeHtml(200, $title, "<dl>$items</dl>");
}

function listValues(mixed $value, string $name = ''): array
{
    if (!is_array($value)) {
        return [[$name, is_bool($value) ? json_encode($value) : (string) ($value ?? '–')]];
    }
    $values = [];
    foreach ($value as $key => $part) {
        array_push($values, ...listValues($part, $name === '' ? (string) $key : "$name.$key"));
    }
    return $values;
}

/** The strings and numbers among these values, or a fallback if there are none. */
function say(array $values, string $otherwise): string
{
    $known = array_filter($values, fn ($value) => (is_string($value) && $value !== '') || is_int($value));
    return $known ? implode(' ', $known) : $otherwise;
}

/** One response for every refusal, so that a stranger does not learn why. */
function refuse(): array
{
    return writeHtml(403, 'This page was not opened', '<p>It opens from the CRM. Go back there and reload the page.</p>');
}

function writeHtml(int $status, string $title, string $content): array
{
    $title = escape($title);
    $body = <<<HTML
    <!doctype html>
    <html lang="en">
    <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>$title</title>
    <link rel="icon" href="data:,">
    <style>body { margin: 1rem; font: 1rem/1.5 sans-serif; overflow-wrap: anywhere } dt { font-weight: bold } dd { margin: 0 0 0.5rem }</style>
    </head>
    <body><main><h1>$title</h1>$content</main></body>
    </html>

    HTML;
    return [$status, 'text/html; charset=utf-8', $body];
}

function writeJson(int $status, array $value): array
{
    return [$status, 'application/json', json_encode($value, JSON_THROW_ON_ERROR)];
}

function escape(string $text): string
{
    return htmlspecialchars($text, ENT_QUOTES | ENT_SUBSTITUTE, 'UTF-8');
}

function respond(): array
{
    $secrets = array_values(array_filter(array_map('trim', preg_split('/[\n,]/', getenv('{{variable}}') ?: ''))));
    if (!$secrets) {
        error_log('Set {{variable}} to the secret. During a rotation to both, separated by a comma.');
        return refuse();
    }
    $url = $_SERVER['REQUEST_URI'];
    $body = (string) file_get_contents('php://input', false, null, 0, 1_000_001);
    $route = ROUTES[explode('?', $url)[0]] ?? null;
    return strlen($body) > 1_000_000 ? refuse() : answer($_SERVER['REQUEST_METHOD'], $url, $body, $secrets, $route);
}

// Errors go to the log, never to the page.
ini_set('display_errors', '0');
try {
    [$status, $type, $content] = respond();
} catch (Throwable $thrown) {
    error_log($thrown->getMessage());
    [$status, $type, $content] = refuse();
}
http_response_code($status);
header_remove('X-Powered-By');
header("Content-Type: $type");
// Without this the CRM's page shows an empty frame.
header('Content-Security-Policy: frame-ancestors ' . CRM_ORIGIN);
header('Cache-Control: no-store');
header('Referrer-Policy: no-referrer');
header('X-Content-Type-Options: nosniff');
echo $content;
