package firegate.gateway.cli;

import static org.assertj.core.api.Assertions.assertThat;

import firegate.ingest.device.Device;
import firegate.ingest.device.Kind;
import firegate.ingest.device.Site;
import firegate.ingest.records.AuditRecords;
import firegate.ingest.records.Database;
import firegate.ingest.records.DeviceRegistry;
import firegate.ingest.records.testing.RecordsKind;
import firegate.ingest.records.testing.TestRecords;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(RecordsKind.class)
class ImportCommandTest {

    private static final String SITES = """
            id,name,address,village,noCharging,contacts,externalIds.county,notes
            s-1,"东街, 仓库",东路 1,东村,TRUE,王芳/139/值班;李强//业主,C-9,"第一行
            第二行"
            s-2,学校,,,,,,
            """;

    private static final String DEVICES = """
            id,kind,site,name,lat,interval,power,gateway,ratedPower,attr.batch,token
            sd-1,smoke,s-1,烟感,29.14,24h,battery,false,,B7,secret-of-sd-1
            hy-1,hydrant,s-2,消火栓,,,,,,,
            ev-1,ev_charging,,,,,mains,true,3500.5,,
            """;

    @Parameter
    RecordsKind kind;

    @TempDir
    Path directory;

    private final Map<String, String> environment = new HashMap<>();
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private TestRecords records;

    @BeforeEach
    void emptyRecords() {
        records = kind.fresh(directory);
        environment.put("FIREGATE_DATA", directory.toString());
        environment.put("FIREGATE_RECORDS_URL", records.url());
        records.username().ifPresent(name -> environment.put("FIREGATE_RECORDS_USERNAME", name));
    }

    @Test
    void everyColumnArrivesAndTheSameFileAgainChangesNothing() throws IOException {
        assertThat(run("sites", "\ufeff" + SITES)).isZero();
        assertThat(err.toString()).endsWith("imported: 2 new, 0 changed, 0 unchanged, 0 bad\n");
        assertThat(run("devices", DEVICES)).isZero();
        assertThat(err.toString()).endsWith("imported: 3 new, 0 changed, 0 unchanged, 0 bad\n");

        Site site = registry(of -> of.site("s-1").orElseThrow());
        assertThat(site.name()).isEqualTo("东街, 仓库");
        assertThat(site.noCharging()).isTrue();
        assertThat(site.contacts())
                .containsExactly(new Site.Contact("王芳", "139", "值班"), new Site.Contact("李强", null, "业主"));
        assertThat(site.externalIds()).containsOnly(Map.entry("county", "C-9"));
        assertThat(site.notes()).isEqualTo("第一行\n第二行");
        Device smoke = device("sd-1");
        assertThat(smoke.kind()).isEqualTo(Kind.SMOKE);
        assertThat(smoke.site()).isEqualTo("s-1");
        assertThat(smoke.interval()).isEqualTo(Duration.ofHours(24));
        assertThat(smoke.attributes()).containsOnly(Map.entry("batch", "B7"));
        assertThat(smoke.claimed()).isTrue();
        assertThat(device("ev-1").ratedPower()).isEqualTo(3500.5);
        assertThat(device("ev-1").gateway()).isTrue();

        List<String> tokens = out.toString().lines().toList();
        assertThat(tokens).hasSize(3).first().isEqualTo("id,token");
        assertThat(tokens.get(1)).startsWith("hy-1,");
        String made = tokens.get(1).substring("hy-1,".length());
        assertThat(owner("hy-1", made)).contains("hy-1");
        assertThat(owner("sd-1", "secret-of-sd-1")).contains("sd-1");

        List<String> trail = trail();
        assertThat(trail).contains("device.put device:sd-1 smoke, imported from devices.csv");
        assertThat(run("sites", SITES)).isZero();
        assertThat(run("devices", DEVICES)).isZero();
        assertThat(err.toString()).endsWith("imported: 0 new, 0 changed, 3 unchanged, 0 bad\n");
        assertThat(trail()).isEqualTo(trail);
        assertThat(out.toString().lines()).hasSize(3);
        assertThat(owner("hy-1", made)).contains("hy-1");
    }

    @Test
    void anEmptyCellEmptiesAndAColumnLeftOutLeavesValuesAsTheyAre() throws IOException {
        run("sites", SITES);
        run("devices", DEVICES);
        assertThat(run("devices", "id,name,attr.batch\nsd-1,,B8\n")).isZero();
        assertThat(err.toString()).endsWith("imported: 0 new, 1 changed, 0 unchanged, 0 bad\n");
        assertThat(device("sd-1").name()).isNull();
        assertThat(device("sd-1").lat()).isEqualTo(29.14);
        assertThat(device("sd-1").site()).isEqualTo("s-1");
        assertThat(device("sd-1").attributes()).containsOnly(Map.entry("batch", "B8"));
        assertThat(owner("sd-1", "secret-of-sd-1")).contains("sd-1");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            x y,smoke,,,,,         | column 'id' is 'x y'; allowed: 1 to 128 letters, digits or . _ : @ -
            ,smoke,,,,,            | column 'id' is empty; allowed: 1 to 128 letters
            a,fire,,,,,            | column 'kind' is 'fire'; allowed: smoke, hydrant, ev_charging, unknown
            a,,,,,,                | column 'kind' is empty; allowed: smoke, hydrant
            a,smoke,s-9,,,,        | column 'site' is 's-9'; allowed: the id of a site that exists, or an empty cell
            a,smoke,,91,,,         | column 'lat' is '91'; allowed: a number from -90 to 90
            a,smoke,,north,,,      | column 'lat' is 'north'; allowed: a number from -90 to 90
            a,smoke,,,yes,,        | column 'gateway' is 'yes'; allowed: true or false
            a,smoke,,,,daily,      | column 'interval' is 'daily'; allowed: a length of time such as 90s
            a,smoke,,,,,short      | column 'token' is '***'; allowed: 8 to 256 letters
            a,smoke,,,,,token-of-b | column 'token' is '***'; allowed: a token of its own for each device; this one is on line 2
            b,smoke,,,,,           | column 'id' is 'b'; allowed: an id once in a file; it is on line 2 too
            a,smoke                | it has 2 fields and the header 7
            """)
    void oneBadRowIsNamedWithItsLineAndKeepsEverythingOut(String row, String message) throws IOException {
        String file = "id,kind,site,lat,gateway,interval,token\nb,smoke,,,,,token-of-b\n" + row + "\n";
        assertThat(run("devices", file)).isEqualTo(1);
        assertThat(err.toString()).contains("line 3: " + message).contains("nothing is imported", "1 new", "1 bad");
        assertThat(devices()).isEmpty();

        assertThat(run("devices", file, "--skip-bad", "--dry-run")).isEqualTo(1);
        assertThat(devices()).isEmpty();
        assertThat(run("devices", file, "--skip-bad")).isEqualTo(1);
        assertThat(err.toString()).endsWith("imported: 1 new, 0 changed, 0 unchanged, 1 bad\n");
        assertThat(devices()).extracting(Device::id).containsExactly("b");
    }

    @Test
    void contactsHaveTheirForm() throws IOException {
        assertThat(run("sites", "id,name,contacts\ns-1,x,a/b/c/d\n")).isEqualTo(1);
        assertThat(err.toString()).contains("line 2: column 'contacts' is 'a/b/c/d'; allowed: name/phone/role");
    }

    @Test
    void aFileThatIsNoSheetIsRefusedWithWhatToDo() throws IOException {
        refused("it is empty", "");
        refused("unknown columns: 'colour', 'Kind'; there are id, kind, site", "id,colour,Kind\n");
        refused("names a column twice: 'kind'", "id,kind,kind\n");
        refused("no column id", "kind\nsmoke\n");
        refused("not separated by commas", "id;kind\n");
        byte[] gbk = "id,kind,name\na,smoke,烟感\n".getBytes(Charset.forName("GBK"));
        assertThat(run("devices", gbk)).isEqualTo(1);
        assertThat(err.toString()).contains("is not UTF-8 (line 2); it looks like GBK", "save it as \"CSV UTF-8\"");
        assertThat(run("devices", "id,kind\n".getBytes(StandardCharsets.UTF_16)))
                .isEqualTo(1);
        assertThat(err.toString()).contains("it is UTF-16");
    }

    private void refused(String message, String file) throws IOException {
        assertThat(run("devices", file)).isEqualTo(1);
        assertThat(err.toString()).contains(message);
    }

    @Test
    void madeTokensGoToAFileThatOnlyItsOwnerCanRead() throws IOException {
        Path tokens = directory.resolve("tokens.csv");
        assertThat(run("devices", "id,kind\na,smoke\n", "--tokens", tokens.toString()))
                .isZero();
        assertThat(out.toString()).isEmpty();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(tokens)))
                .isEqualTo("rw-------");
        assertThat(Files.readAllLines(tokens)).hasSize(2).first().isEqualTo("id,token");
        assertThat(run("devices", "id,kind\nb,smoke\n", "--tokens", tokens.toString()))
                .isEqualTo(2);
        assertThat(err.toString()).contains("the file exists");
        assertThat(devices()).hasSize(1);
    }

    @Test
    void thousandsOfRowsAreImportedInParts() throws IOException {
        String rows =
                IntStream.range(0, 3_000).mapToObj(i -> "d-" + i + ",smoke\n").collect(Collectors.joining());
        assertThat(run("devices", "id,kind\n" + rows)).isZero();
        assertThat(devices()).hasSize(3_000);
        assertThat(out.toString().lines()).hasSize(3_001);
    }

    private Optional<String> owner(String name, String token) {
        return registry(of -> of.authenticate(name, token));
    }

    private List<Device> devices() {
        return registry(of -> List.copyOf(of.devices()));
    }

    private Device device(String id) {
        return registry(of -> of.device(id).orElseThrow());
    }

    private <T> T registry(Function<DeviceRegistry, T> question) {
        try (Database database = records.open()) {
            return question.apply(new DeviceRegistry(database, false, InstantSource.system()));
        }
    }

    private List<String> trail() {
        try (Database database = records.open()) {
            return database.reader().withHandle(handle -> {
                assertThat(AuditRecords.firstBroken(handle)).isEmpty();
                return AuditRecords.list(handle, new AuditRecords.Filter(null, null, null, null), null, 100).stream()
                        .map(entry -> entry.action() + " " + entry.subject() + " " + entry.detail())
                        .toList();
            });
        }
    }

    private int run(String what, String file, String... options) throws IOException {
        return run(what, file.getBytes(StandardCharsets.UTF_8), options);
    }

    private int run(String what, byte[] file, String... options) throws IOException {
        Path path = Files.write(directory.resolve(what + ".csv"), file);
        List<String> arguments = new ArrayList<>(List.of("import", what, path.toString()));
        arguments.addAll(Arrays.asList(options));
        return FiregateCommand.commandLine(List.of(new ImportCommand(environment, InstantSource.system())))
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(arguments.toArray(new String[0]));
    }
}
