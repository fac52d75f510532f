package dev.bringup.app;

import dev.bringup.cli.Exit;
import dev.bringup.cli.Program.Failure;
import dev.bringup.cli.TokenOptions;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HexFormat;

/// What a client shows to be allowed to change something: made at the first start, in a file that
/// only its owner can read.
final class ApiToken {

    private static final String FILE = "api.token";
    private static final int BYTES = 32;

    private ApiToken() {}

    /// The token that a command was pointed to.
    static String of(TokenOptions options) throws Failure {
        Path file = options.file;
        if (file == null) {
            throw new Failure(
                    Exit.WRONG_INPUT,
                    "say where the token is: --token-file FILE or BRINGUP_TOKEN_FILE; it is"
                            + " api.token in the reconciler's data directory");
        }
        try {
            return Files.readString(file).strip();
        } catch (IOException e) {
            throw new Failure(Exit.WRONG_INPUT, "cannot read the token file " + file);
        }
    }

    static String load(Path dataDir) throws Failure {
        Path file = dataDir.resolve(FILE);
        try {
            Files.createDirectories(dataDir);
            return make(file);
        } catch (IOException e) {
            throw new Failure(Exit.WRONG_INPUT, "cannot make the token " + file);
        }
    }

    private static String make(Path file) throws IOException {
        try {
            Files.createFile(
                    file,
                    PosixFilePermissions.asFileAttribute(
                            PosixFilePermissions.fromString("rw-------")));
            byte[] secret = new byte[BYTES];
            new SecureRandom().nextBytes(secret);
            Files.writeString(file, HexFormat.of().formatHex(secret) + "\n");
        } catch (FileAlreadyExistsException e) {
            // Of an earlier start.
        }
        String token = Files.readString(file).strip();
        if (token.isEmpty()) {
            throw new IOException("an empty token lets everybody in");
        }
        return token;
    }
}
