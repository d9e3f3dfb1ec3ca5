package firegate.gateway.config;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/** The keys that the records of the configuration promise, found by reflection; items of lists as {@code [0]}. */
final class ConfigPaths {
    private ConfigPaths() {}

    static SortedSet<String> all() {
        SortedSet<String> paths = new TreeSet<>();
        collect(Config.class, "", paths);
        return paths;
    }

    private static void collect(Type type, String path, SortedSet<String> paths) {
        if (type instanceof ParameterizedType generic && generic.getRawType() == Optional.class) {
            collect(generic.getActualTypeArguments()[0], path, paths);
        } else if (type instanceof ParameterizedType generic && generic.getRawType() == List.class) {
            collect(generic.getActualTypeArguments()[0], path + "[0]", paths);
        } else if (type instanceof Class<?> section && section.isRecord() && section != Secret.class) {
            for (RecordComponent component : section.getRecordComponents()) {
                String name = component.getName();
                collect(component.getGenericType(), path.isEmpty() ? name : path + "." + name, paths);
            }
        } else {
            paths.add(path);
        }
    }
}
