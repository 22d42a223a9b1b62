# Applications that log in over OpenID Connect

begin-again-title = Begin again at the application
begin-again = This request to log in is too old or was used already. Go back to the application that you wanted to use and log in there again.
begin-again-at = This request to log in is too old or was used already. Go back to { $application } and log in there again.

trouble-title = This application cannot let you log in
trouble-lead = Something is wrong with the request of the application. You did nothing wrong. Go back to the application and try again.
trouble-tell = Does it keep going wrong? Then tell the administrator of the application this:
trouble-application = Application
trouble-what = What is wrong
trouble-number = Number of the request
trouble-when = When
trouble-unknown-client = The application is not known here, or is switched off (client_id).
trouble-redirect-uri = The address for the answer is not registered here for this application (redirect_uri).
trouble-pushed = The request that the application sent in advance is too old, used already or unknown (request_uri).

confirm-for-level = { $application } asks for a safer way to log in. You need your security key or passkey for it.
confirm-for-application = { $application } asks you to show once more that it is you.

other-account-title = Which account do you want to use?
other-account-who = You are logged in as { $username }.
other-account-choose = You are going to { $application }.
other-account-else = { $application } asks for another account.
other-account-stay = Go on as { $username }
other-account-switch = Log in with another account
other-account-switch-what = Do you choose another account? Then we log you out first, at the other applications too.

consent-title = May { $application } know who you are?
consent-lead = You are logged in as { $username }. The application is not of { $organisation } and wants to know this:
consent-new = New
consent-until = The application may ask for it as long as you are logged in, at most until { $until }.
consent-once = The application gets it now that you log in, and can ask for it for at most ten more minutes.
consent-kept = We remember that you say yes. You can take it back at My account.
consent-yes = Yes, share data
consent-no = No, do not share
scope-openid = A fixed number that belongs to your account, how you logged in, and when your account was recovered
scope-profile = Your name, username and language
scope-email = Your mail address
scope-phone = Your telephone number
scope-groups = The groups that you belong to
scope-offline = Asking for your data when you are not there, as long as you are logged in

leaving-refused = You said no. We do not pass on your data. This goes by itself. Does nothing happen? Then use the button.
leaving-logged-out = You are logged out. This goes by itself. Does nothing happen? Then use the button.
form-post-lead = This goes by itself. Does nothing happen? Then use the button.

end-session-title = Do you want to log out?
end-session-asked = { $application } asks to log you out.
end-session-who = You are logged in as { $username }.
end-session-what = Then you are logged out too at the other applications that you opened with this account in this browser.
end-session-stay = No, stay logged in

applications-title = Your applications
applications-lead = These applications know who you are, because you logged in there with this account.
applications-none = There are no applications yet.
applications-alive = Logged in
applications-agreed = Permission
applications-house = Of { $organisation }: no permission is needed
applications-knows = May know
applications-used = Last used
applications-withdraw = Withdraw access
applications-withdraw-what = If you withdraw access, the application can ask for nothing any more. What it knows already stays with the application. The next time that you log in there we ask for your permission again where it is needed.
applications-link = See applications
applications-overview = Which applications know who you are, and how to take that back.
application-withdrawn = Access was withdrawn.

activity-application = To an application: { $detail }
activity-consent = Permission given to { $detail }
activity-consent-refused = No permission given to { $detail }
activity-consent-revoked = Access withdrawn from { $detail }
