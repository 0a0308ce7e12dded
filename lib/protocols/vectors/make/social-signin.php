<?php
// What PHP itself makes of query strings: parse_str, without sig, http_build_query, hash_hmac. As a JSON array.
const SECRET = 'changeme!';
$queries = [
    'q=red&expires=1500472622', 'id=12345&expires=1500472622', 'q=wild*card ~é O\'Neil (a%2Bb)%26c&expires=1500472622',
    'q=a&q=b&expires=1&q=c', 'expires=1&q=a&expires=2', 'a.b=1', 'a b=1', ' a=1', '%20%20a=1', 'a.b.c[d.e]=1', 'a+b=1', '_=1',
    'a[]=1&a[]=2', 'a[x]=1&a[y]=2', 'a[x][y]=1&a[x][z]=2', 'a[=1', 'a]=1', 'a[b=1', 'a[b.c d=1', 'a[b[c=1', 'a.b[c=1', 'a[b]c=1',
    'a[[b]=1', 'a[ b]=1', 'a[ ]=1&a[ ]=2', 'a[b ]=1', 'a[b][=1', 'a[b][c=1', 'a[b]x[c]=1', 'a[][b]=1&a[][b]=2', '[a]=1', '[]=1',
    'a[2]=x&a[1]=y&a[]=z', '2=x&1=y&0=z', 'a[-5]=1&a[]=2', 'a[-0]=1&a[]=2', 'a[007]=1&a[]=2', 'a[+1]=1', 'a[1.5]=1&a[]=2',
    'a[9223372036854775807]=1&a[]=2', 'a[9223372036854775806]=1&a[]=2&a[]=3', 'a[9223372036854775808]=1&a[]=2',
    'a[-9223372036854775808]=1&a[]=2', 'a[9007199254740993]=1&a[]=2', 'a=1&a[]=2', 'a[]=1&a=2', 'a[x]=1&a[x][y]=2', 'a[x][y]=1&a[x]=2',
    '=v', '=', '&&a=1&&', 'a', 'a&b', 'a==1', 'a=b=c', 'a=%00b', 'a%00b=1', '%00=1', 'a[%00b]=1', 'a[b%00]=1', 'a=%zz', 'a=%', 'a=%4', 'a=%4g%41',
    '%zz=1', 'a=b+c%20d%2Be', 'a=~*%7e%7E%2a', "a=!'()", 'a=-_.', 'a=%ff', 'a=%ff%fe%41', 'a=%c3%a9%c3', 'a=%ed%a0%80', 'a=%f0%9f%a6%8a', '%ff=1',
    'a[%ff]=1', 'a=é', 'é=ü', 'a=🦊', 'a;b=1;c', 'a=1;b=2', 'a=1#b', '__proto__=1', 'constructor=1&toString=2', 'a[__proto__]=1', 'a[__proto__][x]=1',
    '__proto__[x]=1', "a=\t\r", 'a[%09]=1', 'a[%09b]=1', 'a%5Bb%5D=1', 'a%5B%5D=1&a%5B%5D=2', 'A=1&a=2', 'message_sentiment=+&q=1',
    'a' . str_repeat('[b]', 63) . '=1', 'a' . str_repeat('[b]', 64) . '=1', 'a=0&a' . str_repeat('[b]', 65) . '=1&c=2', 'a' . str_repeat('[]', 64) . '=1',
    implode('&', array_map(fn ($i) => "p$i=$i", range(1, 1002))),
];
$made = [];
foreach ($queries as $query) {
    @parse_str($query . '&sig=0', $parameters);
    $isCut = !isset($parameters['sig']);
    unset($parameters['sig']);
    $base = http_build_query($parameters);
    $made[] = ['query' => $query, 'base' => $base, 'sig' => hash_hmac('sha256', $base, SECRET)] + ($isCut ? ['cut' => true] : []);
}
echo json_encode($made, JSON_UNESCAPED_UNICODE | JSON_UNESCAPED_SLASHES | JSON_THROW_ON_ERROR), "\n";
