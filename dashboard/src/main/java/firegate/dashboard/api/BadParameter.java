package firegate.dashboard.api;

/** A parameter of a request that cannot be used: which, its value and what is allowed. */
final class BadParameter extends RuntimeException {

    BadParameter(String name, String value, String allowed) {
        super("parameter '" + name + "' is '" + shortened(value) + "'; allowed: " + allowed, null, false, false);
    }

    private static String shortened(String value) {
        return value.length() <= 100 ? value : value.substring(0, 100) + "…";
    }
}
