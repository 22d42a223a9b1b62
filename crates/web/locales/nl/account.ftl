# Mijn account, en pagina's die alleen iets vertellen

account-title = Mijn account
account-name = Naam
account-factors-title = Uw tweede factor
account-factor-since = Ingesteld op { $date }
account-factor-used = Laatst gebruikt op { $at }
account-factor-never-used = Nog niet gebruikt om in te loggen
account-session-started = Ingelogd op
account-session-ends = Eindigt uiterlijk op
account-logout = Uitloggen

not-found-title = Deze pagina bestaat niet
not-found = Misschien is het adres niet volledig, of is de pagina verplaatst. U kunt verder via inloggen.
fault-title = Er ging iets mis bij ons
fault = Uw gegevens zijn veilig. Probeer het opnieuw. Blijft het misgaan? Bel de helpdesk en noem nummer { $number }.
away-title = Het portaal is even niet beschikbaar
away = Wat u net deed, is misschien niet opgeslagen. Wacht een minuut en probeer het opnieuw. Duurt het langer? Bel de helpdesk en noem nummer { $number }.
busy-title = Het is nu erg druk
busy = Wij kunnen uw verzoek nu niet verwerken. Er is niets verloren gegaan. Wacht { $wait } en probeer het opnieuw.
csrf-title = Wij hebben dit niet uitgevoerd
csrf = Dit formulier was te oud of kwam uit een ander venster. Er is niets veranderd. Ga terug naar de pagina en probeer het opnieuw.
other-site = Dit verzoek kwam van een andere website. Voor uw veiligheid hebben wij het niet uitgevoerd. Er is niets veranderd.
bad-request-title = Dit kunnen wij niet lezen
bad-request = Uw browser stuurde iets dat wij niet konden lezen. Er is niets veranderd. Ga terug naar de pagina en probeer het opnieuw.
too-large = Wat u hebt ingevuld is te lang. Er is niets veranderd. Ga terug naar de pagina en vul minder in.
account-suspended-title = Uw account is stopgezet
account-suspended = U kunt nu niet inloggen. De helpdesk kan uitleggen waarom en u verder helpen.
try-again = Opnieuw proberen

inbox-title = Demo: berichten en accounts
inbox-lead = Hier staan alle mails en sms'jes die de demo zou hebben gestuurd. Buiten de demo bestaat deze pagina niet.
inbox-accounts-title = Accounts om mee te proberen
inbox-state = Toestand
inbox-code-now = Code op dit moment
inbox-secret = Sleutel van de app
inbox-messages-title = Berichten
inbox-empty = Er zijn nog geen berichten.
inbox-open-link = Link openen
demo-state-never-enrolled = Nog geen tweede factor
demo-state-enrolled = Ingesteld met een authenticator app
demo-state-enrolled-sms = Ingesteld met sms: de codes komen hieronder binnen
demo-state-disabled = Stopgezet
too-large-title = Dit is te lang
demo-state-activation-pending = Nog niet geactiveerd: de link staat in het bericht
inbox-recovery-code = Herstelcode
