package firegate.gateway.config;

import java.nio.file.FileSystems;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;

/** Attributes of new files and directories with secrets in them: nobody but the owner gets in. */
public final class OnlyMine {
    private static final boolean POSIX =
            FileSystems.getDefault().supportedFileAttributeViews().contains("posix");

    private OnlyMine() {}

    public static FileAttribute<?>[] file() {
        return attributes("rw-------");
    }

    public static FileAttribute<?>[] directory() {
        return attributes("rwx------");
    }

    private static FileAttribute<?>[] attributes(String permissions) {
        return POSIX
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
                }
                : new FileAttribute<?>[0];
    }
}
