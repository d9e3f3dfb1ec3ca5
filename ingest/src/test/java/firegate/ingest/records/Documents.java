package firegate.ingest.records;

/** What the records make of an object: written as a document and read again. */
public final class Documents {

    private Documents() {}

    @SuppressWarnings("unchecked")
    public static <T> T reread(T document) {
        return (T) Json.read(Json.write(document), document.getClass());
    }
}
