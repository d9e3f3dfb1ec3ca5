package firegate.gateway.cli;

import firegate.dashboard.auth.Accounts;
import firegate.dashboard.auth.Passwords;
import firegate.dashboard.auth.Role;
import firegate.gateway.config.Config;
import firegate.ingest.records.Database;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.Scanner;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code firegate user add NAME --role ROLE}. */
@Command(
        name = "user",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        synopsisSubcommandLabel = "COMMAND",
        description = "Works on the people who may log in.")
public final class UserCommand implements Callable<Integer> {
    private final Map<String, String> environment;
    private final InstantSource clock;

    @Spec
    private CommandSpec spec;

    public UserCommand(Map<String, String> environment, InstantSource clock) {
        this.environment = environment;
        this.clock = clock;
    }

    @Override
    public Integer call() {
        spec.commandLine().usage(spec.commandLine().getErr());
        return 2;
    }

    @Command(
            name = "add",
            mixinStandardHelpOptions = true,
            description = {
                "Adds a user, or gives an existing one another role and password; firegate may run meanwhile.",
                "A random password is made and printed, unless one is given with --password-stdin."
            })
    int add(
            @Parameters(paramLabel = "NAME", description = "name to log in with") String name,
            @Option(
                            names = "--role",
                            required = true,
                            paramLabel = "ROLE",
                            description = "admin, duty, analyst or viewer")
                    String role,
            @Option(names = "--password-stdin", description = "read the password from the first line of standard input")
                    boolean fromInput,
            @Mixin ConfigOptions options) {
        Config config = options.read(environment);
        try (Database database = Records.open(config)) {
            Role known = Role.of(role)
                    .orElseThrow(() ->
                            CommandFailure.refused("role '" + role + "': allowed are admin, duty, analyst, viewer"));
            Optional<String> given = fromInput ? firstLine() : Optional.empty();
            String password = given.orElseGet(Passwords::generate);
            new Accounts(database, new Passwords(Passwords.COST), clock).addUser(name, known, password, "system");
            String text = "user " + name + " with role " + role;
            spec.commandLine().getOut().println(given.isPresent() ? text : text + ", password " + password);
            spec.commandLine().getOut().flush();
            return 0;
        } catch (IllegalArgumentException e) {
            throw CommandFailure.refused(e.getMessage());
        }
    }

    private static Optional<String> firstLine() {
        Scanner input = new Scanner(System.in, StandardCharsets.UTF_8);
        return Optional.of(input.hasNextLine() ? input.nextLine() : "");
    }
}
