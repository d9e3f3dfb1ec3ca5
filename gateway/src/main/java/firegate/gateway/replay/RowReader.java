package firegate.gateway.replay;

import de.siegmar.fastcsv.reader.CloseableIterator;
import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import firegate.gateway.replay.Tally.Reason;
import firegate.ingest.device.DeviceId;
import firegate.ingest.telemetry.Metric;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/** The rows of one file, one after the other, in the order of the file. Closed by its user. */
final class RowReader implements AutoCloseable {

    private final Mapping mapping;
    private final Binding binding;
    private final Tally tally;
    private final CloseableIterator<CsvRecord> records;

    /** @throws IOException when the file cannot be opened */
    RowReader(Path file, Mapping mapping, Binding binding, Tally tally) throws IOException {
        this.mapping = mapping;
        this.binding = binding;
        this.tally = tally;
        records = open(file, mapping.separator()).iterator();
        if (records.hasNext()) {
            records.next();
        }
    }

    private static CsvReader<CsvRecord> open(Path file, char separator) throws IOException {
        return CsvReader.builder()
                .fieldSeparator(separator)
                .detectBomHeader(true)
                .allowExtraFields(true)
                .allowMissingFields(true)
                .ofCsvRecord(file);
    }

    /** The names of the columns; empty when the file is. */
    static List<String> header(Path file, char separator) throws IOException {
        try (CsvReader<CsvRecord> reader = open(file, separator);
                CloseableIterator<CsvRecord> records = reader.iterator()) {
            return records.hasNext()
                    ? records.next().getFields().stream().map(String::strip).toList()
                    : List.of();
        } catch (CsvParseException e) {
            throw new IOException("is not CSV: " + e.getMessage(), e);
        }
    }

    /**
     * The next row that has a time, which may be without messages; null at the end.
     *
     * @throws UncheckedIOException when the file cannot be read on
     */
    Row next() {
        try {
            while (records.hasNext()) {
                CsvRecord record = records.next();
                tally.row();
                if (record.getFieldCount() != binding.fields()) {
                    tally.skip(Reason.WRONG_FIELD_COUNT, "(row)");
                    continue;
                }
                OptionalLong time = mapping.time().read(record.getField(binding.time()));
                if (time.isPresent()) {
                    return new Row(time.getAsLong(), messages(record));
                }
                tally.skip(Reason.NO_TIME, mapping.time().column());
            }
            return null;
        } catch (CsvParseException e) {
            throw new UncheckedIOException(new IOException("is not CSV: " + e.getMessage(), e));
        }
    }

    private List<Message> messages(CsvRecord record) {
        List<Message> messages = new ArrayList<>(binding.targets().size());
        for (Binding.Target target : binding.targets()) {
            Map<String, Double> values = values(record, target);
            if (values.isEmpty()) {
                continue;
            }
            String device = device(record, target);
            if (device == null) {
                target.channels().forEach(channel -> tally.skip(Reason.NO_DEVICE, channel.column()));
                continue;
            }
            tally.message(values.size());
            mapping.constants().forEach(constant -> values.putIfAbsent(constant.metric(), constant.value()));
            messages.add(new Message(device, values));
        }
        return messages;
    }

    private Map<String, Double> values(CsvRecord record, Binding.Target target) {
        Map<String, Double> values = new LinkedHashMap<>();
        for (Channel channel : target.channels()) {
            double value = channel.read(record.getField(channel.index()), tally);
            Metric known = Metric.of(channel.metric());
            if (!Double.isNaN(value) && known != null && known.flag() && value != 0 && value != 1) {
                tally.skip(Reason.OUT_OF_RANGE, channel.column());
            } else if (!Double.isNaN(value)) {
                values.put(channel.metric(), value);
            }
        }
        return values;
    }

    /** Null when a cell holds no part of a device id. */
    private static String device(CsvRecord record, Binding.Target target) {
        if (target.cells().isEmpty()) {
            return target.device();
        }
        String device = target.device();
        for (Map.Entry<Integer, String> cell : target.cells().entrySet()) {
            String value = record.getField(cell.getKey()).strip();
            if (value.isEmpty()) {
                return null;
            }
            device = DeviceTemplate.withCell(device, cell.getValue(), value);
        }
        return DeviceId.allows(device) ? device : null;
    }

    @Override
    public void close() throws IOException {
        records.close();
    }
}
