package firegate.ingest.device;

import java.util.regex.Pattern;

/** What may name a device, and a site. */
public final class DeviceId {

    public static final int MOST_LENGTH = 128;

    /** In words, for whoever gave another one. */
    public static final String FORM = "1 to " + MOST_LENGTH + " letters, digits or . _ : @ -";

    private static final Pattern PATTERN = Pattern.compile("[\\p{L}\\p{N}._:@-]{1," + MOST_LENGTH + "}");

    private DeviceId() {}

    public static boolean allows(String id) {
        return PATTERN.matcher(id).matches();
    }
}
