import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isPrivateAddress, isPublicUrl } from '../../src/core/public-address.ts'

test('addresses of private, local and special networks are private', () => {
  for (const ip of [
    '0.0.0.0',
    '10.255.255.255',
    '100.64.0.1',
    '100.100.100.200', // Alibaba Cloud's metadata
    '127.0.0.1',
    '168.63.129.16',
    '169.254.169.254', // metadata of most clouds
    '172.16.0.1',
    '172.31.255.255',
    '192.0.0.192', // Oracle Cloud's metadata
    '192.168.1.1',
    '198.18.0.1',
    '224.0.0.1',
    '255.255.255.255',
    '::',
    '::1',
    '::ffff:127.0.0.1',
    '::ffff:a00:1',
    '0:0:0:0:0:ffff:c0a8:101',
    '::127.0.0.1',
    '64:ff9b::7f00:1',
    '64:ff9b:1::1',
    'fe80::1',
    'fe80::1%eth0',
    'fd00:ec2::254', // AWS's metadata
    'fc00::1',
    'ff02::1',
    '2001::1',
    '2001:db8::1',
    '2002:7f00:1::',
    '3fff::1',
  ])
    assert.equal(isPrivateAddress(ip), true, ip)
})

test('what is no IP address is not trusted', () => {
  for (const text of ['', 'localhost', '1.2.3', '1.2.3.4.5', '256.1.1.1', '1:2', ':::', '1.2.3.4:80'])
    assert.equal(isPrivateAddress(text), true, text)
})

test('addresses of the internet are public', () => {
  for (const ip of [
    '1.1.1.1',
    '8.8.8.8',
    '100.63.255.255',
    '172.15.255.255',
    '172.32.0.1',
    '223.255.255.255',
    '2606:4700:4700::1111',
    '2001:4860:4860::8888',
    '::ffff:8.8.8.8',
    '64:ff9b::808:808',
  ])
    assert.equal(isPrivateAddress(ip), false, ip)
})

test('an address of a private host is not public, however it is written', () => {
  for (const url of [
    'https://127.0.0.1/v1',
    'https://127.1',
    'https://2130706433',
    'https://0x7f000001',
    'https://0177.0.0.1',
    'https://0x7f.1',
    'https://１２７.０.０.１', // full-width digits
    'https://[::1]',
    'https://[::ffff:127.0.0.1]',
    'https://[::ffff:7f00:1]',
    'http://169.254.169.254/latest/meta-data',
    'https://localhost',
    'https://LOCALHOST.',
    'https://db.localhost',
    'https://printer.local',
    'https://metadata.google.internal',
    'https://metadata.google.internal.',
    'https://redis',
    'https://10.0.0.1.',
  ])
    assert.equal(isPublicUrl(url), false, url)
})

test('an address that is no plain web address is not public', () => {
  for (const url of [
    '',
    'api.openai.com',
    'ftp://example.com',
    'file:///etc/passwd',
    'https://user:pw@example.com',
    // Hosts to one parser, paths to another.
    'https://example.com\\@127.0.0.1/',
    'https:\\\\example.com/',
    'https://example.com\t@127.0.0.1/',
    'https://example.com/\n',
    'https://example.com/\u0000',
  ])
    assert.equal(isPublicUrl(url), false, url)
})

test('an address of a public host is public', () => {
  for (const url of [
    'https://api.openai.com/v1',
    'https://example.com.:8443/a?b',
    'http://93.184.216.34/cat.png',
    'https://[2606:4700:4700::1111]/',
    'https://127.0.0.1.nip.io', // resolves to a private address: the check before connecting refuses it
  ])
    assert.equal(isPublicUrl(url), true, url)
})
