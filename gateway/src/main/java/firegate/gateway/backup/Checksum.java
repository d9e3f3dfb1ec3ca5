package firegate.gateway.backup;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** SHA-256 of files, hexadecimal. */
final class Checksum {
    private Checksum() {}

    static String of(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return copying(in, OutputStream.nullOutputStream());
        }
    }

    /** Copies everything and returns the checksum of it. */
    static String copying(InputStream in, OutputStream out) throws IOException {
        DigestInputStream digesting = new DigestInputStream(in, sha256());
        digesting.transferTo(out);
        return HexFormat.of().formatHex(digesting.getMessageDigest().digest());
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
