/** The icons of the citizen's screens. */

export { AppIcon, HelpIcon, HomeIcon, QrcodeIcon, UserIcon } from 'tdesign-icons-vue-next';
