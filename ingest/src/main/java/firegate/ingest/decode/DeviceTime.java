package firegate.ingest.decode;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.exc.InputCoercionException;
import firegate.ingest.telemetry.Reading;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;

/** The {@code ts} of a sample: epoch milliseconds, or ISO-8601 with offset ({@code Z}, {@code +08:00}, {@code +0800}). */
final class DeviceTime {

    private static final double MAX_EXACT = 1L << 53;

    private static final DateTimeFormatter ISO = new DateTimeFormatterBuilder()
            .append(DateTimeFormatter.ISO_LOCAL_DATE_TIME)
            .optionalStart()
            .appendOffset("+HH:MM", "Z")
            .optionalEnd()
            .optionalStart()
            .appendOffset("+HHmm", "Z")
            .optionalEnd()
            .toFormatter();

    private DeviceTime() {}

    static long read(JsonParser json, JsonToken token) throws IOException, RejectedBody {
        switch (token) {
            case VALUE_NULL -> {
                return Reading.NO_DEVICE_TIME;
            }
            case VALUE_NUMBER_INT -> {
                try {
                    return valid(json, json.getLongValue());
                } catch (InputCoercionException e) {
                    throw invalid(json);
                }
            }
            case VALUE_NUMBER_FLOAT -> {
                double value = json.getDoubleValue();
                if (value != Math.rint(value) || Math.abs(value) > MAX_EXACT) {
                    throw invalid(json);
                }
                return (long) value;
            }
            case VALUE_STRING -> {
                try {
                    return OffsetDateTime.parse(json.getText(), ISO).toInstant().toEpochMilli();
                } catch (DateTimeException | ArithmeticException e) {
                    throw invalid(json);
                }
            }
            default -> throw invalid(json);
        }
    }

    private static long valid(JsonParser json, long value) throws IOException, RejectedBody {
        if (value == Reading.NO_DEVICE_TIME) {
            throw invalid(json);
        }
        return value;
    }

    private static RejectedBody invalid(JsonParser json) throws IOException {
        return new RejectedBody(
                Reason.INVALID_TIME,
                "'ts' is " + BodyReader.clipped(json.getText())
                        + "; epoch milliseconds or ISO-8601 with an offset is allowed");
    }
}
