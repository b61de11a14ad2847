/// Local copies of what an API server holds, kept up to date by list and watch. It does not know
/// what its objects mean nor who reads them. Start at [io.ubernetes.runtime.informer.Informer].
@NullMarked
package io.ubernetes.runtime.informer;

import org.jspecify.annotations.NullMarked;
