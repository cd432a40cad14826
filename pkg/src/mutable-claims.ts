/**
 * Claims that say who somebody is today: names and addresses that change hands, and that a user's own
 * administrator can set. Nothing may be decided by them; identify a caller by `Verified.subject`.
 */
export const MUTABLE_CLAIMS: readonly string[] = [
  'email',
  'family_name',
  'given_name',
  'name',
  'nickname',
  'phone_number',
  'preferred_username',
  'unique_name',
  'upn',
  'username',
  'verified_primary_email',
  'verified_secondary_email',
  'winaccountname',
];
