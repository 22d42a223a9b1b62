"""A Python application (Flask) that logs people in with Poortwachter, by Authlib.

    ISSUER=https://login.example.org CLIENT_ID=... CLIENT_SECRET=... ORIGIN=https://app.example.org python3 app.py

Register it with:
    poortwachter client add app --name "App" --redirect-uri https://app.example.org/callback \
        --post-logout-uri https://app.example.org/ --logout-uri https://app.example.org/backchannel-logout ...
"""

import os
import secrets
from urllib.parse import urlencode, urlsplit

from authlib.integrations.base_client.errors import OAuthError
from authlib.integrations.flask_client import OAuth
from authlib.jose import JsonWebKey, jwt
from flask import Flask, redirect, render_template_string, request, session

ISSUER = os.environ["ISSUER"]
CLIENT_ID = os.environ["CLIENT_ID"]
ORIGIN = os.environ.get("ORIGIN", "http://localhost:3000")
EVENT = "http://schemas.openid.net/event/backchannel-logout"

app = Flask(__name__)
app.secret_key = os.environ.get("SECRET_KEY") or secrets.token_hex(32)
oauth = OAuth(app)
portal = oauth.register(
    "portal",
    client_id=CLIENT_ID,
    client_secret=os.environ["CLIENT_SECRET"],
    server_metadata_url=f"{ISSUER}/.well-known/openid-configuration",
    client_kwargs={"scope": "openid profile email groups", "code_challenge_method": "S256"},
)

# Sessions that the portal ended; a real application keeps these where all its processes see them.
ended = set()

PAGE = """<!doctype html><html lang="en"><title>Application</title><h1>Logged in</h1>
<dl>{% for name, value in claims.items() %}<dt>{{ name }}</dt><dd id="{{ name }}">{{ value }}</dd>{% endfor %}</dl>
<p><a href="/logout">Log out</a></p></html>"""


@app.get("/")
def welcome():
    return '<!doctype html><html lang="en"><title>Application</title><h1>Welcome</h1><p><a href="/private/?page=7">To the private page</a></p></html>'


@app.get("/private/")
def private():
    person = session.get("person")
    if person is None or person["sid"] in ended:
        session.clear()
        session["wanted"] = request.full_path
        return portal.authorize_redirect(f"{ORIGIN}/callback")
    return render_template_string(PAGE, claims=person)


@app.get("/callback")
def callback():
    try:
        token = portal.authorize_access_token()
    except OAuthError as error:
        return f'<!doctype html><h1>Refused</h1><p id="error">{error.error}</p>', 400
    # Authlib has checked signature, issuer, audience, nonce and times.
    session["person"] = {**token["userinfo"], **portal.userinfo(token=token)}
    session["id_token"] = token["id_token"]
    return redirect(session.pop("wanted", "/private/"))


@app.get("/logout")
def logout():
    hint = session.pop("id_token", None)
    session.clear()
    if hint is None:
        return redirect("/")
    query = urlencode({"id_token_hint": hint, "post_logout_redirect_uri": f"{ORIGIN}/"})
    return redirect(f"{portal.load_server_metadata()['end_session_endpoint']}?{query}")


@app.post("/backchannel-logout")
def backchannel_logout():
    """The portal says that a session is over: logged out elsewhere, suspended, or recovered."""
    keys = JsonWebKey.import_key_set(portal.fetch_jwk_set(force=True))
    options = {"iss": {"essential": True, "value": ISSUER}, "aud": {"essential": True, "value": CLIENT_ID}}
    claims = jwt.decode(request.form["logout_token"], keys, claims_options=options)
    claims.validate(leeway=10)
    if claims.header.get("typ") != "logout+jwt" or EVENT not in claims["events"] or "nonce" in claims:
        return "no logout token", 400
    ended.add(claims["sid"])
    return "", 200, {"Cache-Control": "no-store"}


if __name__ == "__main__":
    app.run("127.0.0.1", int(os.environ.get("PORT") or urlsplit(ORIGIN).port or 3000))
