package firegate.dashboard.auth;

import java.util.List;

/** Who makes a request. */
public record Principal(String name, Role role) {

    public boolean is(Role... roles) {
        return List.of(roles).contains(role);
    }
}
