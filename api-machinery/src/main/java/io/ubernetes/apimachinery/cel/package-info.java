/// Expressions in the Common Expression Language, with the functions that Kubernetes adds to it:
/// compiled against declared variables, evaluated within a cost limit, and refused in Kubernetes'
/// words. Knows nothing of definitions, policies or requests; nothing of the engine behind it
/// (cel-java) is seen outside, and nothing of it is loaded before the first expression is compiled.
/// Start at [io.ubernetes.apimachinery.cel.CelEnvironment].
@NullMarked
package io.ubernetes.apimachinery.cel;

import org.jspecify.annotations.NullMarked;
