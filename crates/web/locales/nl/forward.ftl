# Toepassingen achter een proxy

forward-denied-title = U hebt hier geen toegang
forward-denied = U bent ingelogd, maar uw account mag deze pagina van { $application } niet openen. Vraag uw beheerder om toegang als u die nodig hebt.
forward-to-account = Naar Mijn account
forward-other-account = Uitloggen en met een ander account inloggen

forward-form-title = U bent niet meer ingelogd
forward-form = Wat u hebt ingevuld, is niet naar { $application } gestuurd. Het staat nog in dit tabblad.
forward-form-again = Log in een nieuw tabblad in. Ga daarna in dit tabblad terug naar het formulier en verstuur het opnieuw.
forward-form-login = Inloggen in een nieuw tabblad

forward-lost-title = Het inloggen is niet afgemaakt
forward-lost = De stap naar { $application } werkt één keer, binnen één minuut en in de browser waarin u begon. Probeer het opnieuw.
forward-lost-cookies = Ziet u deze pagina weer? Controleer dan of uw browser cookies van deze website bewaart.
forward-try-again = Opnieuw proberen

forward-gone-title = Begin opnieuw bij de toepassing
forward-gone = Dit verzoek is te oud of niet bekend. Open de toepassing opnieuw. U komt dan vanzelf weer hier als u moet inloggen.

forward-setup-title = Deze website is niet goed ingesteld
forward-setup = De server voor deze toepassing en het inlogportaal sluiten niet op elkaar aan. U kunt daar zelf niets aan doen. Geef de regel hieronder door aan de beheerder.
forward-setup-detail = Voor de beheerder, nummer { $number }:

forward-address-title = Dit adres kunnen wij niet openen
forward-address = Het adres bevat tekens die op meer dan één manier te lezen zijn. Controleer de link of begin opnieuw op de startpagina van de toepassing.

forward-logout-title = Uitloggen
forward-logout = U logt uit bij { $product } en bij alle toepassingen waarvoor u hiermee bent ingelogd.
forward-logout-action = Uitloggen
forward-back = Terug naar { $application }
