package firegate.ingest.journal;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/** Connections whose commits fail when told to. */
final class FailingDisk implements BlockFile.Opener {

    enum Mode {
        WORKS,
        /** A commit writes nothing. */
        LOSES_WRITES,
        /** A commit writes everything and the sync fails: after a crash the entries may be there or not. */
        FAILS_TO_SYNC,
        /** Not even opening succeeds. */
        GONE
    }

    volatile Mode mode = Mode.WORKS;

    @Override
    public Connection open(Path file) throws SQLException {
        if (mode == Mode.GONE) {
            throw error();
        }
        Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        return proxy(Connection.class, connection, (proxy, method, args) -> {
            Object result = invoke(connection, method, args);
            return result instanceof Statement statement && !(result instanceof java.sql.PreparedStatement)
                    ? failing(statement)
                    : result;
        });
    }

    private Statement failing(Statement statement) {
        return proxy(Statement.class, statement, (proxy, method, args) -> {
            boolean commit = method.getName().equals("execute") && "COMMIT".equals(args[0]);
            if (commit && mode == Mode.LOSES_WRITES) {
                throw error();
            }
            Object result = invoke(statement, method, args);
            if (commit && mode == Mode.FAILS_TO_SYNC) {
                throw error();
            }
            return result;
        });
    }

    private static SQLException error() {
        return new SQLiteException("[SQLITE_IOERR_FSYNC] disk I/O error", SQLiteErrorCode.SQLITE_IOERR_FSYNC);
    }

    private static Object invoke(Object target, java.lang.reflect.Method method, Object[] args) throws Throwable {
        try {
            return method.invoke(target, args);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    private static <T> T proxy(Class<T> type, T target, InvocationHandler handler) {
        return type.cast(Proxy.newProxyInstance(target.getClass().getClassLoader(), new Class<?>[] {type}, handler));
    }
}
