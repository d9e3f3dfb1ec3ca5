package firegate.ingest.decode;

import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Bodies as devices send them, decoded on one thread: {@code org.openjdk.jmh.Main DecodeBenchmark}. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
@Fork(1)
public class DecodeBenchmark {

    private static final Decoder DECODER = new NativeDecoder();

    @Param({
        "{\"smoke\":0.02,\"temperature\":22.5,\"battery\":91}",
        "{\"ts\":1760000000000,\"values\":{\"smoke\":0.02,\"temperature\":22.5,\"battery\":91}}",
        "{\"ts\":\"2025-10-09T16:53:20+08:00\",\"values\":{\"pressure\":0.31}}",
        "{\"fire\":true,\"pressure\":\"x\"}"
    })
    public String body;

    private byte[] bytes;

    @Setup
    public void encode() {
        bytes = body.getBytes(StandardCharsets.UTF_8);
    }

    @Benchmark
    public Decoded decode() {
        return DECODER.decode(bytes);
    }
}
