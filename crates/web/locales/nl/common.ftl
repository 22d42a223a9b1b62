# Woorden die op elke pagina staan

skip-link = Naar de inhoud
other-language = English
error-word = Fout
error-summary-title = Er klopt iets niet
to-login = Naar inloggen
back-to-login = Terug naar inloggen
help-desk-line =
    { $has_phone ->
        [yes] Bel de helpdesk: { $help_desk }.
       *[no] { $has_mail ->
            [yes] Mail de helpdesk: { $help_desk_mail }.
           *[no] Neem contact op met uw helpdesk.
        }
    }
help-desk-mail-too = Of mail naar { $help_desk_mail }.
help-desk-number = Noem daarbij nummer { $number }.
then-to-application = Daarna gaat u naar { $application }.

wait-left = Nog even wachten:
wait-over = U kunt het nu opnieuw proberen.
wait-seconds = { $count ->
    [one] 1 seconde
   *[other] { $count } seconden
}
wait-minutes = { $count ->
    [one] 1 minuut
   *[other] { $count } minuten
}
wait-hours = { $count } uur
time-of-day = om { $time } uur

month-1 = januari
month-2 = februari
month-3 = maart
month-4 = april
month-5 = mei
month-6 = juni
month-7 = juli
month-8 = augustus
month-9 = september
month-10 = oktober
month-11 = november
month-12 = december

copy = Kopiëren
copied = Gekopieerd
download = Downloaden
print = Afdrukken

demo-banner-label = Demo
demo-banner = Dit is een demo.
demo-banner-link = Berichten en accounts
