# Inloggen en de tweede factor

login-title = Inloggen
login-lead = Log hier in op { $product }.
username-label = Gebruikersnaam
password-label = Wachtwoord
password-show = weergeven
password-hide = verbergen
password-show-label = Wachtwoord weergeven
password-hide-label = Wachtwoord verbergen
remember-label = Onthoud mijn gebruikersnaam
login-action = Inloggen
cannot-log-in = Ik kan niet inloggen

login-wrong = De gebruikersnaam of het wachtwoord klopt niet. Controleer beide en probeer het opnieuw.
login-empty = Vul uw gebruikersnaam en uw wachtwoord in.
login-empty-username = Vul uw gebruikersnaam in.
login-empty-password = Vul uw wachtwoord in.
throttled = { $count ->
    [one] De ingevulde gegevens kloppen niet. Wacht { $wait }. Daarna kunt u het opnieuw proberen.
   *[other] Er zijn { $count } keer gegevens ingevuld die niet kloppen. Wacht { $wait }. Daarna kunt u het opnieuw proberen.
}
throttled-stopped = Er zijn te vaak gegevens ingevuld die niet kloppen. Daarom kunt u het hier nu niet meer proberen. Bel de helpdesk. Die kan het weer mogelijk maken. Uw gegevens zijn veilig.

second-factor-title = Tweefactorauthenticatie
second-factor-why = { $product } bevat privacygevoelige gegevens. Daarom zijn wij verplicht om het inloggen te beveiligen met tweefactorauthenticatie: een extra controle na uw wachtwoord. Dat doet u met een authenticator app op uw telefoon.
second-factor-help = Tweefactorauthenticatie help
second-factor-app-what = Open de authenticator app op uw telefoon. Vul de code in die bij { $product } staat.
factor-code-label = Code uit uw app
factor-code-hint = 6 cijfers. Elke 30 seconden komt er een nieuwe code.
second-factor-problems = Tweefactorauthenticatie problemen?

factor-wrong = Deze code klopt niet. Vul de code in die u nu in de app ziet. Klopt hij weer niet? Kijk dan of de klok van uw telefoon goed staat.
factor-expired = Deze code is verlopen. Een code uit de app werkt 30 seconden. Vul de code in die u nu ziet.
factor-length = { $got ->
    [one] De code heeft 6 cijfers. U hebt er 1 ingevuld. Deze poging telt niet mee.
   *[other] De code heeft 6 cijfers. U hebt er { $got } ingevuld. Deze poging telt niet mee.
}
factor-not-digits = De code heeft alleen cijfers. Kijk in de app en vul de 6 cijfers in. Deze poging telt niet mee.
factor-empty = Vul de code van 6 cijfers uit uw app in.
factor-ended = U hebt vijf keer een code ingevuld die niet klopt. Log opnieuw in met uw gebruikersnaam en wachtwoord. Daarna kunt u het nog een keer proberen.

reset-instead-title = Uw methode kwijt?
reset-instead-why = U hebt een resetlink van de helpdesk geopend. Hebt u uw telefoon of sleutel niet meer? Dan kunt u nu opnieuw beginnen.
reset-instead-action = Opnieuw instellen

journey-expired = Deze stap is verlopen, omdat er een tijd niets gebeurde. Log opnieuw in. Er is niets verloren gegaan.
journey-superseded = Er is intussen iets veranderd, bijvoorbeeld in een ander venster. Log opnieuw in om verder te gaan.
journey-other-step = U was al verder. Dit is de stap waar u nu bent.
after-wipe = Uw oude methode is verwijderd. Log nu in met uw gebruikersnaam en wachtwoord. Daarna stelt u een nieuwe methode in. Bewaar uw herstelcode tot u klaar bent.
after-reset-link = Uw oude methode is verwijderd. Log nu in met uw gebruikersnaam en wachtwoord. Daarna stelt u een nieuwe methode in.
already-enrolled = Uw tweede factor is al ingesteld. U hoeft dit niet nog een keer te doen.
logged-out = U bent uitgelogd.
session-ended-idle = U bent uitgelogd, omdat er een tijd niets gebeurde. Log opnieuw in om verder te gaan.
cancelled = U bent gestopt met inloggen. U kunt hier opnieuw beginnen.

leaving-title = U gaat naar { $application }
leaving-lead = U bent ingelogd. Dit gaat vanzelf. Gebeurt er niets? Klik dan op de knop.
leaving-action = Naar { $application }
