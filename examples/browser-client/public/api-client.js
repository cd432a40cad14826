// Calls the API from a page whose token is in an httpOnly cookie, which no script can read.

/**
 * @param {object} session
 * @param {() => Promise<boolean>} session.refresh gets a new token into the cookie; false when the provider
 *   refuses one, an exception when nobody could be asked
 * @param {() => void} session.clear forgets who was signed in
 * @returns {(path: string, init?: RequestInit) => Promise<Response>} `fetch` for bodies that can be sent twice: no streams
 */
export function apiClient({ refresh, clear }) {
  let refreshing;
  let renewals = 0;
  // One refresh for all calls that met the old token, also for those whose 401 arrives when it is done. A refresh that
  // throws decided nothing: who is signed in stays so, and the next call tries again.
  const refreshOnce = (seen) => {
    if (seen !== renewals) return true;
    refreshing ??= refresh()
      .then((isNew) => {
        renewals += 1;
        return isNew;
      })
      .finally(() => {
        refreshing = undefined;
      });
    return refreshing;
  };

  return async (path, init) => {
    const seen = renewals;
    const first = await fetch(path, init);
    if (first.status !== 401) return first; // 403 and 503 are not about the token: a new one changes nothing.
    if (isInvalidToken(first) && (await refreshOnce(seen))) {
      const second = await fetch(path, init);
      if (second.status !== 401) return second;
    }
    clear();
    return first;
  };
}

/** RFC 6750, section 3.1. Without an error the request had no token at all: nothing to refresh. */
function isInvalidToken(response) {
  return /\berror="invalid_token"/.test(response.headers.get('WWW-Authenticate') ?? '');
}
