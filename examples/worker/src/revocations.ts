/** The route of an operator: revokes tokens of the one issuer, and takes that back. */
import { ClaimgateError, revocationList, type Revocation, type Store } from 'claimgate';

/**
 * `POST` revokes, `DELETE` restores. The body is `{ kind, id }`, of which `kind` is `token`, `session`, `subject` or
 * `client`; `notBefore` and `until` are optional. The caller has been authorized.
 */
export async function changeRevocations(request: Request, store: Store, issuer: string): Promise<Response> {
  const list = revocationList(store);
  const body: unknown = await request.json().catch(() => undefined);
  if (typeof body !== 'object' || body === null) return badRequest('The body is not a JSON object.');
  try {
    // The list checks every member; the issuer is not for the caller to choose.
    const revocation = { ...body, issuer } as Revocation;
    switch (request.method) {
      case 'POST':
        return Response.json(await list.revoke(revocation), { status: 201 });
      case 'DELETE':
        await list.restore(revocation);
        return new Response(null, { status: 204 });
      default:
        return new Response(null, { status: 405, headers: { Allow: 'POST, DELETE' } });
    }
  } catch (error) {
    if (error instanceof ClaimgateError && error.code === 'ERR_CONFIG') return badRequest(error.message);
    throw error;
  }
}

function badRequest(message: string): Response {
  return Response.json({ error: 'invalid_request', message }, { status: 400 });
}
