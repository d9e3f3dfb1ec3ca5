package firegate.ingest.history.influx;

import static firegate.ingest.history.Sent.sent;
import static org.assertj.core.api.Assertions.assertThat;

import firegate.ingest.device.Kind;
import firegate.ingest.journal.Entry;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class LineProtocolTest {

    private static String lines(Entry.Telemetry entry) {
        LineProtocol lines = new LineProtocol();
        lines.add(entry);
        return lines.take();
    }

    @Test
    void isKindTagsFieldsAndMilliseconds() {
        assertThat(lines(sent("sd-17", Kind.EV_CHARGING, "s-3", 1_760_000_000_000L, "fire", 1, "power", 0.25)))
                .isEqualTo("ev_charging,device=sd-17,site=s-3 fire=1.0,power=0.25 1760000000000\n");
    }

    @Test
    void leavesOutTheSiteOfADeviceThatHasNone() {
        assertThat(lines(sent("sd-1", Kind.UNKNOWN, null, 1, "smoke", 1)))
                .isEqualTo("unknown,device=sd-1 smoke=1.0 1\n");
        assertThat(lines(sent("sd-1", Kind.UNKNOWN, "", 1, "smoke", 1))).isEqualTo("unknown,device=sd-1 smoke=1.0 1\n");
    }

    @Test
    void leavesOutAReadingWithoutValues() {
        LineProtocol lines = new LineProtocol();
        lines.add(sent("sd-1", 1));
        assertThat(lines.points()).isZero();
        assertThat(lines.take()).isEmpty();
    }

    @Test
    void escapesWhatTheFormGivesAMeaning() {
        assertThat(lines(sent("a b,c=d\"e'烟\\f", Kind.SMOKE, "\\", 1, "x y,z=1", 2)))
                .isEqualTo("smoke,device=a\\ b\\,c\\=d\"e'烟\\f,site=%5C x\\ y\\,z\\=1=2.0 1\n");
    }

    @Test
    void isOneLineWhateverTheNames() {
        assertThat(lines(sent("x 1\nsmoke,device=sd-1 fire=1 2", Kind.SMOKE, "s\r\nt", 1, "a\nb", 2)))
                .isEqualTo("smoke,device=x\\ 1%0Asmoke\\,device\\=sd-1\\ fire\\=1\\ 2,site=s%0D%0At a%0Ab=2.0 1\n");
    }

    @Property
    void neverMakesOneNameOfTwo(@ForAll String one, @ForAll String two) {
        assertThat(TagText.of(one).equals(TagText.of(two))).isEqualTo(one.equals(two));
        assertThat(decoded(TagText.of(one))).isEqualTo(one);
    }

    /** Control characters stand in one or two bytes of UTF-8. */
    private static String decoded(String text) {
        StringBuilder name = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            int value = code(text, i);
            if (value == 0xC2 && code(text, i + 3) >= 0x80) {
                name.append((char) code(text, i + 3));
                i += 5;
            } else if (value >= 0) {
                name.append((char) value);
                i += 2;
            } else {
                name.append(text.charAt(i));
            }
        }
        return name.toString();
    }

    private static int code(String text, int i) {
        return i + 2 < text.length() && text.substring(i, i + 3).matches("%[0-9A-F]{2}")
                ? Integer.parseInt(text.substring(i + 1, i + 3), 16)
                : -1;
    }

    @Property
    void endsNoNameWithABackslashAndHasNoLineBreakInIt(@ForAll String name) {
        assertThat(TagText.of(name)).doesNotEndWith("\\").doesNotContain("\n", "\r");
    }
}
