package firegate.ingest.history.embedded;

import io.questdb.cairo.CairoEngine;
import io.questdb.griffin.FunctionFactory;
import io.questdb.griffin.engine.functions.bool.AndFunctionFactory;
import io.questdb.griffin.engine.functions.eq.EqSymStrFunctionFactory;
import io.questdb.griffin.engine.functions.lt.LtTimestampFunctionFactory;
import java.util.List;

/**
 * QuestDB with the SQL functions that our statements name. Loading all of the thousand takes seconds of start-up time and
 * more than a hundred MiB of memory.
 */
final class LeanEngine extends CairoEngine {

    LeanEngine(QuestDbSettings settings) {
        super(settings);
    }

    @Override
    protected Iterable<FunctionFactory> getFunctionFactories() {
        return List.of(new EqSymStrFunctionFactory(), new LtTimestampFunctionFactory(), new AndFunctionFactory());
    }
}
