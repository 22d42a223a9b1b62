# Words that stand on every page

skip-link = Skip to content
other-language = Nederlands
error-word = Error
error-summary-title = Something is not right
to-login = Go to log in
back-to-login = Back to log in
help-desk-line =
    { $has_phone ->
        [yes] Call the help desk: { $help_desk }.
       *[no] { $has_mail ->
            [yes] Mail the help desk: { $help_desk_mail }.
           *[no] Contact your help desk.
        }
    }
help-desk-mail-too = Or mail { $help_desk_mail }.
help-desk-number = Mention number { $number }.
then-to-application = After that you go to { $application }.

wait-left = Please wait:
wait-over = You can try again now.
wait-seconds = { $count ->
    [one] 1 second
   *[other] { $count } seconds
}
wait-minutes = { $count ->
    [one] 1 minute
   *[other] { $count } minutes
}
wait-hours = { $count ->
    [one] 1 hour
   *[other] { $count } hours
}
time-of-day = at { $time }

month-1 = January
month-2 = February
month-3 = March
month-4 = April
month-5 = May
month-6 = June
month-7 = July
month-8 = August
month-9 = September
month-10 = October
month-11 = November
month-12 = December

copy = Copy
copied = Copied
download = Download
print = Print

demo-banner-label = Demo
demo-banner = This is a demo.
demo-banner-link = Messages and accounts
