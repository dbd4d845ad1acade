## A copy on another token, and when there is nothing to put a copy on

backup-token = Token { $title }
backup-on-token = The token gets the certificate, its chain and, if there is room, the request and the printed form. The private key is not part of the copy: it stays where it was made.
unlock-elsewhere = Choose another place
done-copy-folder = The copy lies in the folder { $path }
done-copy-token = The copy lies on the token { $token }. It holds no private key.

## Label of a certificate on another token: other programs show it too

copy-on-token = Copy: %holder% %date%
