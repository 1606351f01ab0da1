/** The parts of TDesign that the pages use; each brings its own styles, so that a page loads what it shows. */

import 'tdesign-mobile-vue/es/style/index.css';

export { Button as TButton } from 'tdesign-mobile-vue/es/button';
export { Skeleton as TSkeleton } from 'tdesign-mobile-vue/es/skeleton';
export { Steps as TSteps, StepItem as TStepItem } from 'tdesign-mobile-vue/es/steps';
