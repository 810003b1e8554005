/** The platform's SHA-256: `#sha256` in package.json picks the implementation (Node today; browsers get their own entry there). */
export { sha256, sha256OfText } from '#sha256';
