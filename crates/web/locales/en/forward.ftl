# Applications behind a proxy

forward-denied-title = You have no access here
forward-denied = You are logged in, but your account may not open this page of { $application }. Ask your administrator for access if you need it.
forward-to-account = To My account
forward-other-account = Log out and log in with another account

forward-form-title = You are no longer logged in
forward-form = What you filled in was not sent to { $application }. It is still in this tab.
forward-form-again = Log in in a new tab. Then go back to the form in this tab and send it again.
forward-form-login = Log in in a new tab

forward-lost-title = The login was not finished
forward-lost = The step to { $application } works once, within one minute, and in the browser in which you began. Try again.
forward-lost-cookies = Do you see this page again? Then check that your browser keeps cookies of this website.
forward-try-again = Try again

forward-gone-title = Begin again at the application
forward-gone = This request is too old or not known. Open the application again. You come back here by yourself if you have to log in.

forward-setup-title = This website is not set up correctly
forward-setup = The server in front of this application and the login portal do not fit together. There is nothing that you can do about it. Pass the line below on to the administrator.
forward-setup-detail = For the administrator, number { $number }:

forward-address-title = We cannot open this address
forward-address = The address holds characters that can be read in more than one way. Check the link, or begin again at the application's start page.

forward-logout-title = Log out
forward-logout = You log out of { $product } and of all applications that you are logged in to with it.
forward-logout-action = Log out
forward-back = Back to { $application }
