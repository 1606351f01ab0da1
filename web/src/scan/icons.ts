/** The icons of the merchant's screens. */

export { GiftIcon, HistoryIcon, MobileIcon, ScanIcon, UploadIcon } from 'tdesign-icons-vue-next';
