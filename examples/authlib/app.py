"""A Python application (Flask) that logs people in with Poortwachter, by Authlib.

    ISSUER=https://login.example.org CLIENT_ID=... CLIENT_SECRET=... ORIGIN=https://app.example.org python3 app.py

Register it with:
    poortwachter client add app --name "App" --redirect-uri https://app.example.org/callback \
        --post-logout-uri https://app.example.org/ --logout-uri https://app.example.org/backchannel-logout ...
"""

import os
import secrets
import time
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
# The cookie holds the state of a login under way, so that only the browser that began it can finish it.
SESSION_LIFE = 8 * 3600
app.config.update(
    SESSION_COOKIE_SAMESITE="Lax",
    SESSION_COOKIE_SECURE=ORIGIN.startswith("https:"),
    SESSION_COOKIE_NAME="__Host-session" if ORIGIN.startswith("https:") else "session",
    PERMANENT_SESSION_LIFETIME=SESSION_LIFE,
)
oauth = OAuth(app)
portal = oauth.register(
    "portal",
    client_id=CLIENT_ID,
    client_secret=os.environ["CLIENT_SECRET"],
    server_metadata_url=f"{ISSUER}/.well-known/openid-configuration",
    client_kwargs={"scope": "openid profile email groups", "code_challenge_method": "S256"},
)

# Sessions (or, of a person, all of them) that the portal ended, and when; a real application keeps these where all its processes see them.
ended = {}

PAGE = """<!doctype html><html lang="en"><title>Application</title><h1>Logged in</h1>
<dl>{% for name, value in claims.items() %}<dt>{{ name }}</dt><dd id="{{ name }}">{{ value }}</dd>{% endfor %}</dl>
<p><a href="/logout">Log out</a></p></html>"""


def is_over(person):
    return person["sid"] in ended or ended.get(person["sub"], 0) >= person["since"] or time.time() > person["since"] + SESSION_LIFE


def own_path(path):
    """`//other.example` and `/\\other.example` would be addresses elsewhere for a browser."""
    return path if path.startswith("/") and not path.startswith("//") and "\\" not in path else "/private/"


@app.get("/")
def welcome():
    return '<!doctype html><html lang="en"><title>Application</title><h1>Welcome</h1><p><a href="/private/?page=7">To the private page</a></p></html>'


@app.get("/private/")
def private():
    person = session.get("person")
    if person is None or is_over(person):
        session.clear()
        session["wanted"] = own_path(request.full_path)
        return portal.authorize_redirect(f"{ORIGIN}/callback")
    return render_template_string(PAGE, claims=person)


@app.get("/callback")
def callback():
    try:
        token = portal.authorize_access_token()
    except OAuthError as error:
        return f'<!doctype html><h1>Refused</h1><p id="error">{error.error}</p>', 400
    # Authlib has checked signature, issuer, audience, nonce and times.
    session["person"] = {**token["userinfo"], **portal.userinfo(token=token), "since": time.time()}
    session["id_token"] = token["id_token"]
    return redirect(ORIGIN + session.pop("wanted", "/private/"))


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
    now = time.time()
    for key in [key for key, at in ended.items() if at < now - SESSION_LIFE]:
        del ended[key]
    ended[claims.get("sid", claims["sub"])] = now
    return "", 200, {"Cache-Control": "no-store"}


if __name__ == "__main__":
    app.run("127.0.0.1", int(os.environ.get("PORT") or urlsplit(ORIGIN).port or 3000))
