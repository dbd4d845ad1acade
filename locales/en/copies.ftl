## A copy on another token, and when there is nothing to put a copy on

backup-token = Token { $title }
backup-on-token = The token gets the certificate, its chain and, if there is room, the request and the printed form. The private key is not part of the copy: it stays where it was made.
unlock-elsewhere = Choose another place
done-copy-folder = The copy lies in the folder { $path }
done-copy-token = The copy lies on the token { $token }. It holds no private key.

backup-missing = Insert a medium for the copy
backup-missing-named = Insert { $title }
backup-missing-what = The copy should be kept apart from the computer: a flash drive or another token will do. Insert it and press “Repeat”.
backup-missing-default = “Cancel” writes the copy onto this computer, into the folder { $path }
backup-skip-title = Go on without a copy?
backup-skip-what = If the token breaks, there is nothing to restore the certificate and the papers from.
backup-skip-key = If the computer breaks, the key is lost and the certificate has to be replaced out of turn.
backup-skip-surely = Without a copy
backup-stay = Go back

## Label of a certificate on another token: other programs show it too

copy-on-token = Copy: %holder% %date%
