/** The platform's Ed25519 (RFC 8032): `#ed25519` in package.json picks it. Async, because WebCrypto and key services are. */
export { publicKeyOf, sign, verify } from '#ed25519';
