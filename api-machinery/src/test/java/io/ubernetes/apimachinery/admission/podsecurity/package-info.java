/// Tests of the Pod Security Standards.
@NullMarked
package io.ubernetes.apimachinery.admission.podsecurity;

import org.jspecify.annotations.NullMarked;
