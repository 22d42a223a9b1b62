//! Where the two differ, and why ours is what it is.

/// One difference: of which request of the script, what ours comes to, what the other one comes to, and why.
#[derive(Debug)]
pub struct Explained(pub &'static str, pub &'static str, pub &'static str, pub &'static str);

/// All of them, in the order of the script.
pub const EXPLAINED: &[Explained] = &[
    Explained(
        "redirect_uri missing",
        "a page 400",
        "goes on at the provider",
        "OpenID Connect Core 3.1.2.1 requires it; the other one takes the only registered one",
    ),
    Explained(
        "response_type id_token",
        "back with iss state unsupported_response_type",
        "back with invalid_request iss state",
        "the implicit flow does not exist here (OP-01); there it does, and misses something else",
    ),
    Explained(
        "scope missing",
        "back with invalid_scope iss state",
        "back with invalid_request iss state",
        "RFC 6749 4.1.2.1 has both names for it",
    ),
    Explained(
        "scope without openid",
        "back with invalid_scope iss state",
        "back with invalid_request iss state",
        "as above",
    ),
    Explained(
        "response_mode form_post with an error",
        "back with a form",
        "a page 400",
        "the same form; there it has the status of the error",
    ),
    Explained(
        "response_mode fragment with an error",
        "back with invalid_request iss state",
        "back with iss login_required state",
        "fragments are not offered (the metadata say query and form_post): codes stay out of scripts and histories",
    ),
    Explained(
        "response_mode unknown",
        "back with invalid_request iss state",
        "back with iss state unsupported_response_mode",
        "RFC 6749 4.1.2.1 knows invalid_request only; the other name is of no published text for this",
    ),
    Explained(
        "right request by POST",
        "goes on at the provider",
        "a page 404",
        "OpenID Connect Core 3.1.2.1 requires GET and POST; there it is an option that is off",
    ),
    Explained(
        "logout without anything",
        "goes on at the provider",
        "a page",
        "nobody is logged in, so there is nothing to confirm: the login page says so",
    ),
    Explained(
        "session: response_mode fragment",
        "back with invalid_request iss state",
        "back with code iss state",
        "as with the error",
    ),
    Explained(
        "code: redirect_uri missing",
        "400 invalid_grant",
        "200",
        "RFC 6749 4.1.3: it was in the authorization request, so it has to be here (OP-03)",
    ),
    Explained(
        "proof: none",
        "401 invalid_client Basic",
        "400 invalid_request",
        "RFC 6749 5.2: no client authentication included is invalid_client",
    ),
    Explained(
        "proof: the name alone",
        "401 invalid_client Basic",
        "401 invalid_client",
        "both allowed; the challenge names the way that this endpoint takes",
    ),
    Explained(
        "proof: header that is none",
        "401 invalid_client Basic",
        "400 invalid_request",
        "RFC 6749 5.2: a client that tried the header is told 401 and the scheme",
    ),
    Explained(
        "proof: by post for a client of basic",
        "401 invalid_client Basic",
        "400 invalid_grant",
        "each client proves itself in its one way (OP-08); there the proof is accepted and the code then refused",
    ),
    Explained("GET /token", "405", "404", "RFC 9110 15.5.6: the place exists, the method does not"),
    Explained(
        "introspection: another client's",
        "200 active false",
        "200 active true",
        "RFC 7662 section 4: a client learns of its own tokens only",
    ),
    Explained("introspection: no proof", "401 invalid_client Basic", "400 invalid_request", "as at the token endpoint"),
    Explained(
        "revocation: another client's",
        "200",
        "400 invalid_request",
        "RFC 7009 2.1 tells the client; ours does nothing and answers as for a token that never was, so that nobody can try tokens out",
    ),
    Explained(
        "userinfo: no token",
        "401 Bearer",
        "401 invalid_token Bearer",
        "RFC 6750 3.1: no error is named where nothing was presented",
    ),
    Explained(
        "userinfo: in a form",
        "401 Bearer",
        "200",
        "RFC 6750 section 2.2 is an option, and the header is what OpenID Connect Core 5.3.1 recommends; bodies end in logs more often",
    ),
    Explained(
        "userinfo: in the address",
        "401 Bearer",
        "400 invalid_request Bearer",
        "nothing in an address is looked at, so nothing was presented",
    ),
    Explained(
        "pushed: used a second time",
        "a page 400",
        "back with invalid_request_uri iss",
        "the address to answer to stood in the spent row alone; there the only registered one is taken",
    ),
    Explained(
        "pushed: used by another client",
        "a page 400",
        "back with invalid_request_object iss state",
        "as above: nobody is sent anywhere while it is not certain whose request this is (RFC 9700 4.11)",
    ),
    Explained("pushed: no proof", "401 invalid_client Basic", "401 invalid_client", "as at the token endpoint"),
    Explained(
        "logout: to an address that is not registered",
        "goes on at the provider",
        "a page 400",
        "the hint is right and the person wanted out: they are out, and stay here",
    ),
    Explained(
        "logout: hint that is none",
        "goes on at the provider",
        "a page 400",
        "a hint that says nothing counts as none: somebody without a session sees the login page",
    ),
    Explained(
        "logout: right",
        "back to the application",
        "a page",
        "the session is over already (above); there the person is asked each time",
    ),
];

/// Members of the metadata that we do not have, and why.
pub const NOT_TOLD: &[(&str, &str)] = &[("dpop_signing_alg_values_supported", "sender-constrained tokens come later")];
