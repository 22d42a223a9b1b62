# Help and "I cannot log in"

help-title = Help
help-topics = All help topics
help-all = All help texts on one page
help-all-why = Do you want to read, print or search everything in one go? See:
help-all-find = Looking for a word? Press Ctrl and F together (on a Mac: Cmd and F) and type the word. On a phone, choose “find on this page” in the browser's menu.
help-contents = Contents
help-to-contents = To the contents
help-back = Back
help-search-title = Search the help
help-search-label = Search the help
help-search-action = Search
help-search-empty = Type one or two words, for example: lost phone.
help-search-found = { $count ->
    [one] Found in 1 place.
   *[other] Found in { $count } places.
}
help-search-nothing = We found nothing for “{ $question }”.
help-search-fewer = Check the spelling, or search for a single word, for example: code.
help-search-look = See whether your topic is among these:
help-search-call = Still stuck?

stuck-lead = What is the matter? Choose what fits. You do not have to be sure: you can always go back.
stuck-names = Username and password
stuck-password = I have forgotten my password
stuck-password-answer = You get a mail with which you choose a new password.
stuck-username = I no longer know my username
stuck-username-answer = You get a mail with your username.
stuck-refused = My username or password is not accepted
stuck-refused-answer = Four things that you can check first.
stuck-second = Phone, key and codes
stuck-lost = My phone or key is lost, broken or new
stuck-lost-answer = With your recovery code you set up a new one yourself.
stuck-no-code = I no longer have a recovery code either
stuck-no-code-answer = The help desk helps you further.
stuck-factor = My code is not right, or I get no code
stuck-factor-answer = Tips for the app, text messages and the key.
stuck-account = My account
stuck-new = I am here for the first time
stuck-new-answer = You begin with the link in your activation mail.
stuck-link = The link in my mail does not work
stuck-link-answer = What you can try, and how you get a new one.
stuck-wait = I have to wait, or my account is locked
stuck-wait-answer = Why that is and how long it takes.
stuck-closed = It says that my account is suspended
stuck-closed-answer = Who can tell you why.
stuck-nothing-fits = Is your problem not in the list?
stuck-never-tell = Never give your password, a code or your recovery code to anybody: the help desk does not ask for them.
