/** The parts of TDesign that the pages use; each brings its own styles, so that a page loads what it shows. */

import 'tdesign-mobile-vue/es/style/index.css';

export { Button as TButton } from 'tdesign-mobile-vue/es/button';
export { Cell as TCell, CellGroup as TCellGroup } from 'tdesign-mobile-vue/es/cell';
export { Skeleton as TSkeleton } from 'tdesign-mobile-vue/es/skeleton';
export { Tag as TTag } from 'tdesign-mobile-vue/es/tag';
export { Steps as TSteps, StepItem as TStepItem } from 'tdesign-mobile-vue/es/steps';
export { TabBar as TTabBar, TabBarItem as TTabBarItem } from 'tdesign-mobile-vue/es/tab-bar';
